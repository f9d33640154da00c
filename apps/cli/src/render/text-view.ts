import type { EventOf, SessionEvent } from '@sojourn/sdk'
import { plainText } from '../output/plain-text.ts'
import type { LineWriter } from './line-writer.ts'
import { WordWrap } from './word-wrap.ts'

export interface TextViewOptions {
  /** Only what the assistant says. */
  quiet: boolean
  /** What the user said as well. */
  withInput: boolean
}

interface TextBlock {
  blockId: string
  kind: string
  /** Characters of it that have been taken. */
  taken: number
  wrap: WordWrap
}

/** Blocks of text, as they stream; Markdown stays as it is. */
export class TextView {
  readonly #lines: LineWriter
  readonly #options: TextViewOptions
  readonly #blocks = new Map<string, TextBlock>()
  #hasSpoken = false

  constructor(lines: LineWriter, options: TextViewOptions) {
    this.#lines = lines
    this.#options = options
  }

  /** True when the event was about text. */
  show(event: SessionEvent): boolean {
    switch (event.type) {
      case 'block.started':
        this.#blocks.set(event.data.blockId, this.#begun(event.data.blockId, event.data.kind))
        return true
      case 'block.delta': {
        const block = this.#blocks.get(event.data.blockId)
        if (block) this.#write(block, event.data.delta)
        return true
      }
      case 'block.completed':
        this.#completed(event)
        return true
      default:
        return false
    }
  }

  /** Whether the assistant has said anything since this was last asked. */
  takeHasSpoken(): boolean {
    const hasSpoken = this.#hasSpoken
    this.#hasSpoken = false
    return hasSpoken
  }

  #completed({ data: { blockId, block } }: EventOf<'block.completed'>): void {
    if (block.kind === 'tool_use' || block.kind === 'tool_result') return
    if (block.kind === 'user_message') {
      const { output } = this.#lines
      if (this.#options.withInput) this.#lines.line(output.style('cyan', `› ${plainText(block.text)}`))
      return
    }
    const known = this.#blocks.get(blockId) ?? this.#begun(blockId, block.kind)
    this.#write(known, block.text.slice(known.taken))
    this.#print(known, known.wrap.flush())
    if (this.#isShown(block.kind)) this.#lines.settle()
    this.#blocks.delete(blockId)
  }

  #begun(blockId: string, kind: string): TextBlock {
    return { blockId, kind, taken: 0, wrap: new WordWrap(this.#lines.output.width) }
  }

  #write(block: TextBlock, text: string): void {
    block.taken += text.length
    this.#hasSpoken ||= block.kind === 'assistant_text' && text !== ''
    if (!this.#isShown(block.kind)) return
    if (!this.#lines.isIn(block.blockId)) block.wrap.restart()
    this.#print(block, this.#lines.output.isTerminal ? block.wrap.push(plainText(text)) : text)
  }

  #print(block: TextBlock, text: string): void {
    if (text === '' || !this.#isShown(block.kind)) return
    const tint = block.kind === 'error' ? 'red' : 'dim'
    this.#lines.text(block.blockId, block.kind === 'assistant_text' ? text : this.#lines.output.style(tint, text))
  }

  #isShown(kind: string): boolean {
    return kind === 'assistant_text' || !this.#options.quiet
  }
}
