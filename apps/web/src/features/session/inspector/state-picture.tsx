import type { SessionState, SessionStatus } from '@sojourn/contract/session'

interface Node {
  state: SessionState
  label: string
  x: number
  y: number
  width: number
}

const height = 26
const nodes: readonly Node[] = [
  { state: 'created', label: 'created', x: 4, y: 20, width: 70 },
  { state: 'running', label: 'running', x: 136, y: 20, width: 74 },
  { state: 'awaiting_input', label: 'awaiting input', x: 254, y: 20, width: 102 },
  { state: 'error', label: 'error', x: 66, y: 112, width: 62 },
  { state: 'interrupting', label: 'interrupting', x: 192, y: 112, width: 92 },
]

interface Edge {
  from: SessionState
  to: SessionState
  path: string
  label: string
  at: readonly [number, number]
}

const edges: readonly Edge[] = [
  { from: 'created', to: 'running', path: 'M74 33H132', label: 'run starts', at: [104, 14] },
  { from: 'running', to: 'awaiting_input', path: 'M210 28H250', label: 'settles', at: [231, 14] },
  { from: 'awaiting_input', to: 'running', path: 'M254 39H214', label: 'run starts', at: [233, 58] },
  { from: 'running', to: 'interrupting', path: 'M188 46 220 109', label: 'interrupt', at: [236, 82] },
  { from: 'interrupting', to: 'awaiting_input', path: 'M262 112 299 50', label: 'settles', at: [309, 88] },
  { from: 'running', to: 'error', path: 'M156 46 98 109', label: 'fault', at: [105, 74] },
  { from: 'error', to: 'running', path: 'M112 112 167 50', label: '', at: [0, 0] },
]

const statuses: readonly SessionStatus[] = ['active', 'paused', 'completed', 'crashed']

function Arrow({ edge, taken }: { edge: Edge; taken: boolean }) {
  return (
    <g className={taken ? 'text-accent-text' : 'text-border-strong'}>
      <path
        d={edge.path}
        className="stroke-current"
        strokeWidth={taken ? 1.75 : 1.25}
        markerEnd={taken ? 'url(#arrow-taken)' : 'url(#arrow)'}
      />
      {edge.label && (
        <text
          x={edge.at[0]}
          y={edge.at[1]}
          textAnchor="middle"
          className={taken ? 'fill-accent-text' : 'fill-subtle-foreground'}
          fontSize="10"
        >
          {edge.label}
        </text>
      )}
    </g>
  )
}

function State({ node, current }: { node: Node; current: boolean }) {
  return (
    <g>
      <rect
        x={node.x}
        y={node.y}
        width={node.width}
        height={height}
        rx="7"
        className={current ? 'fill-accent-soft stroke-accent' : 'fill-raised stroke-border-strong'}
        strokeWidth={current ? 1.5 : 1}
      />
      <text
        x={node.x + node.width / 2}
        y={node.y + 17}
        textAnchor="middle"
        fontSize="12"
        className={current ? 'fill-accent-text font-medium' : 'fill-muted-foreground'}
      >
        {node.label}
      </text>
    </g>
  )
}

/** The two machines of a session, with where it is now and how it got there. */
export function StatePicture({
  state,
  status,
  last,
}: {
  state: SessionState
  status: SessionStatus
  last: { from: SessionState; to: SessionState } | null
}) {
  return (
    <figure aria-label={`State ${state.replace('_', ' ')}, status ${status}`}>
      <svg viewBox="0 0 360 148" aria-hidden="true" className="w-full max-w-md fill-none">
        <defs>
          {['arrow', 'arrow-taken'].map((id) => (
            <marker
              key={id}
              id={id}
              viewBox="0 0 8 8"
              refX="6"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0.5 0.8 7 4 0.5 7.2z" className={id === 'arrow' ? 'fill-border-strong' : 'fill-accent-text'} />
            </marker>
          ))}
        </defs>
        {edges.map((edge) => (
          <Arrow key={edge.path} edge={edge} taken={last?.from === edge.from && last.to === edge.to} />
        ))}
        {nodes.map((node) => (
          <State key={node.state} node={node} current={node.state === state} />
        ))}
      </svg>
      <figcaption className="mt-1 flex flex-wrap gap-1">
        {statuses.map((other) => (
          <span
            key={other}
            className={`rounded-md border px-1.5 text-xs leading-5 ${other === status ? 'border-accent-line bg-accent-soft font-medium text-accent-text' : 'text-subtle-foreground'}`}
          >
            {other}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
