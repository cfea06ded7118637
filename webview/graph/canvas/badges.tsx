import type { Badge } from '../../../src/protocol/graph.ts';

const signs = { saturated: '~', off: '○', kink: '∧', nan: '!', 'own-backward': '✎', 'wrong-backward': '✗' } as const;

interface BadgesProps {
  readonly badges: readonly Badge[];
  /** Where the first one stands; the others stand to its left. */
  readonly x: number;
  readonly y: number;
}

/** Small marks on a gate: saturated, off, at a kink, not a number, the learner's own backward pass. */
export const Badges = ({ badges, x, y }: BadgesProps) => (
  <>
    {badges.slice(0, 3).map((badge, k) => (
      <g key={badge.kind} class={`badge ${badge.kind}`} transform={`translate(${x - k * 14} ${y})`}>
        <circle r={6.5} />
        <text y={3.5}>{signs[badge.kind]}</text>
        <title>{badge.text}</title>
      </g>
    ))}
  </>
);
