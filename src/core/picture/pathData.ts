import type { EdgePath } from '../layout/layout.ts';

/** The path as SVG path data, `down` pixels lower. */
export function pathData(path: EdgePath, down = 0): string {
  const point = ({ x, y }: { readonly x: number; readonly y: number }): string => `${tidy(x)} ${tidy(y + down)}`;
  let data = `M${point(path.start)}`;
  for (const { curve, to } of path.parts) {
    data += curve ? `C${point(curve[0])} ${point(curve[1])} ${point(to)}` : `L${point(to)}`;
  }
  return data;
}

export const tidy = (value: number): number => Math.round(value * 100) / 100;
