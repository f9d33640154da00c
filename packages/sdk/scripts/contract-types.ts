import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SyntaxKind } from 'typescript/unstable/ast'
import { API, type Checker, type Program } from 'typescript/unstable/sync'
import { TypePrinter } from './type-printer.ts'

interface Declaration {
  name: string
  /** Its source text with the comment above it. */
  text: string
  comment: string
  exported: boolean
  generic: boolean
}

/**
 * The types of the contract's modules as plain TypeScript: what is inferred from a schema is written out, so that
 * nobody who installs the SDK needs the schemas, or zod. Keys are the modules' names.
 */
export const contractTypes = (contract: string, modules: readonly string[]): Map<string, string> => {
  const api = new API({ cwd: contract })
  try {
    const config = join(contract, 'tsconfig.json')
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    if (!project) throw new Error(`TypeScript did not open ${config}`)
    return new ContractTypes(project.program, project.checker).write(modules.map((name) => join(contract, 'src', name)))
  } finally {
    api.close()
  }
}

class ContractTypes {
  readonly #program: Program
  readonly #checker: Checker
  readonly #printer: TypePrinter
  /** Name of a type → the module that declares it. */
  readonly #home = new Map<string, string>()

  constructor(program: Program, checker: Checker) {
    this.#program = program
    this.#checker = checker
    this.#printer = new TypePrinter(checker)
  }

  write(files: readonly string[]): Map<string, string> {
    const declared = files.map((file) => ({ file, declarations: declarationsIn(this.#program, file) }))
    for (const { file, declarations } of declared) {
      const types = this.#typesOf(file)
      for (const { name, text, generic, exported } of declarations) {
        const type = types.get(name)
        if (exported) this.#home.set(name, basename(file))
        // A part cut out of a union must not stand for that part when the union itself is written out.
        const isPart = /\b(Extract|Exclude)</.test(text)
        if (type && exported && !generic && !isPart) this.#printer.register(name, type)
      }
    }
    return new Map(declared.map(({ file, declarations }) => [basename(file), this.#module(file, declarations)]))
  }

  #typesOf(file: string) {
    const module = this.#checker.getSymbolAtLocation(sourceFile(this.#program, file))
    const symbols = module ? this.#checker.getExportsOfModule(module) : []
    return new Map(symbols.map((symbol) => [symbol.name, this.#checker.getDeclaredTypeOfSymbol(symbol)]))
  }

  #module(file: string, declarations: readonly Declaration[]): string {
    const types = this.#typesOf(file)
    const body = declarations
      .map(({ name, text, comment, generic }) => {
        const inferred = /\bz\.|\btypeof\b/.test(text)
        const type = types.get(name)
        if (!inferred) return text
        if (!type || generic) throw new Error(`${name} in ${file} cannot be written out: declare it plainly`)
        return `${comment}export type ${name} = ${this.#printer.structure(type)}`
      })
      .join('\n\n')
    const own = basename(file)
    const code = body.replaceAll(/\/\*[\s\S]*?\*\//g, '')
    const needed = new Map<string, string[]>()
    for (const [name, home] of this.#home) {
      if (home !== own && new RegExp(`\\b${name}\\b`).test(code)) needed.set(home, [...(needed.get(home) ?? []), name])
    }
    const imports = [...needed].map(([home, names]) => `import type { ${names.join(', ')} } from './${home}'\n`)
    return `${imports.join('')}\n${body}\n`
  }
}

const sourceFile = (program: Program, file: string) => {
  const found = program.getSourceFile(file)
  if (!found) throw new Error(`${file} is not part of the contract`)
  return found
}

const declarationsIn = (program: Program, file: string): Declaration[] => {
  const text = readFileSync(file, 'utf8')
  return sourceFile(program, file).statements.flatMap((statement) => {
    const isType =
      statement.kind === SyntaxKind.TypeAliasDeclaration || statement.kind === SyntaxKind.InterfaceDeclaration
    if (!isType) return []
    const node = statement as typeof statement & { name: { text: string }; typeParameters?: readonly unknown[] }
    const whole = text.slice(node.pos, node.end)
    const comment =
      /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.exec(whole.slice(0, whole.search(/\b(export )?(type|interface) /)))?.[0] ?? ''
    const body = whole.slice(whole.search(/^(export )?(type|interface) /m))
    return [
      {
        name: node.name.text,
        text: comment + body,
        comment,
        exported: body.startsWith('export'),
        generic: (node.typeParameters?.length ?? 0) > 0,
      },
    ]
  })
}
