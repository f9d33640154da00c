import type { Point, SessionMap, Stretch } from './session-map.ts'

/** Colours come from the page, so that light and dark look as everything else does. */
export interface MapColours {
  run: string
  bad: string
  open: string
  tool: string
  wait: string
  message: string
  mark: string
  track: string
}

export const coloursOf = (element: Element): MapColours => {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    run: colour('accent-line'),
    bad: colour('danger'),
    open: colour('accent'),
    tool: colour('subtle-foreground'),
    wait: colour('warning'),
    message: colour('muted-foreground'),
    mark: colour('success'),
    track: colour('border'),
  }
}

/** Rows of the map, pixels from the top. */
const lanes = { run: { y: 9, height: 8 }, tool: { y: 19, height: 5 }, wait: { y: 9, height: 8 } } as const
export const mapHeight = 28

const colourOf = (stretch: Stretch, colours: MapColours): string => {
  if (stretch.kind === 'wait') return colours.wait
  if (stretch.state === 'bad') return colours.bad
  if (stretch.kind === 'tool') return colours.tool
  return stretch.state === 'open' ? colours.open : colours.run
}

const kindOrder = { run: 0, tool: 2, wait: 4 } as const

/** What went wrong is drawn over what went well. */
const layerOf = ({ kind, state }: Stretch): number => kindOrder[kind] + (state === 'bad' ? 1 : 0)

/** Points nearer to each other than this would run into a line, pixels. */
const pointDistance = 4

interface Pen {
  context: CanvasRenderingContext2D
  colours: MapColours
  width: number
  x: (at: number) => number
}

const drawStretch = ({ context, colours, x }: Pen, stretch: Stretch): void => {
  const lane = lanes[stretch.kind]
  const left = x(stretch.from)
  const narrowest = stretch.kind === 'tool' ? 1.25 : 2
  context.fillStyle = colourOf(stretch, colours)
  context.beginPath()
  const room = Math.max(narrowest, x(stretch.to) - left - 0.5)
  context.roundRect(left, lane.y, room, lane.height, stretch.kind === 'run' ? 2 : 1)
  context.fill()
}

const drawPoints = ({ context, colours, width, x }: Pen, points: readonly Point[]): void => {
  let last = Number.NEGATIVE_INFINITY
  for (const point of points) {
    const left = Math.min(width - 2, Math.max(2, x(point.at)))
    if (point.kind === 'message' && left - last < pointDistance) continue
    last = left
    context.fillStyle = { error: colours.bad, mark: colours.mark, message: colours.message }[point.kind]
    context.beginPath()
    context.arc(left, 4, point.kind === 'message' ? 1.5 : 2.25, 0, Math.PI * 2)
    context.fill()
  }
}

/** Draws the whole map; a few thousand rectangles take about a millisecond. */
export const drawMap = (canvas: HTMLCanvasElement, map: SessionMap, width: number): void => {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(mapHeight * scale)
  context.scale(scale, scale)
  const pen = { context, colours: coloursOf(canvas), width, x: (at: number) => (at / map.length) * width }
  context.fillStyle = pen.colours.track
  context.fillRect(0, lanes.run.y + lanes.run.height / 2, width, 1)
  for (const stretch of [...map.stretches].sort((one, other) => layerOf(one) - layerOf(other)))
    drawStretch(pen, stretch)
  drawPoints(pen, map.points)
}
