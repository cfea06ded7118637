import type { Thumbnail } from '../../../src/core/picture/thumbnail.ts';

export interface ThumbnailProps {
  readonly thumbnail: Thumbnail;
  /** Cells (row, column) that made the chosen entry. */
  readonly lit?: readonly (readonly [number, number])[];
}

export function ThumbnailView({ thumbnail, lit = [] }: ThumbnailProps) {
  const { rows, columns, cellWidth, cellHeight, shades, numbers = [] } = thumbnail;
  return (
    <>
      <rect class="ground" width={columns * cellWidth} height={rows * cellHeight} />
      {shades.map(({ sign, level, path }) => (
        <path key={`${sign}${level}`} class={`${sign} level${level}`} d={path} />
      ))}
      <rect class="gridFrame" width={columns * cellWidth} height={rows * cellHeight} />
      {numbers.map((number, k) => {
        const x = ((k % columns) + 0.5) * cellWidth;
        const y = Math.floor(k / columns) * cellHeight + cellHeight / 2 + 3.5;
        return (
          <text key={k} class="entry" x={x} y={y}>
            {number}
          </text>
        );
      })}
      {lit.map(([row, column]) => (
        <rect
          key={`${row} ${column}`}
          class="lit"
          x={column * cellWidth}
          y={row * cellHeight}
          width={cellWidth}
          height={cellHeight}
        />
      ))}
    </>
  );
}
