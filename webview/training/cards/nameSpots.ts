/** Where names stand beside points of a picture: on the side with least drawn under them, never on one another. */
export interface Named {
  readonly text: string;
  readonly at: Pixel;
}

export type Pixel = readonly [number, number];

export interface NameSpot {
  /** Where the text begins, and its baseline. */
  readonly x: number;
  readonly y: number;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Of a letter of 12 pixels, on average. */
const LETTER = 7.2;
const LINE = 16;
const GAP = 12;
/** Something is on a line if it is there every so many pixels. */
const GRAIN = 6;
const MOST_POINTS = 4000;
/** A name outside the picture, or on another name, is worse than any line under it. */
const FORBIDDEN = 1e6;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export function nameSpots(
  names: readonly Named[],
  lines: readonly (readonly Pixel[])[],
  frame: Frame,
): readonly NameSpot[] {
  const all = lines.flatMap(pointsAlong);
  const every = Math.ceil(all.length / MOST_POINTS);
  const drawn = all.filter((_, index) => index % every === 0);
  const taken: Rectangle[] = [];
  return names.map(({ text, at }) => {
    const width = text.length * LETTER;
    const others = names.filter((other) => other.at !== at).map((other) => other.at);
    const costOf = (box: Rectangle): number =>
      drawn.filter((point) => covers(box, point, 1)).length +
      20 * others.filter((point) => covers(box, point, 8)).length +
      (isInside(box, frame) && !taken.some((other) => overlap(box, other)) ? 0 : FORBIDDEN);
    const best = placesAround(at, width)
      .map((box) => ({ box, cost: costOf(box) }))
      .reduce((least, one) => (one.cost < least.cost ? one : least)).box;
    taken.push(best);
    return { x: best.x, y: best.y + LINE - 4 };
  });
}

/** Right and left first, then above and below. */
function placesAround([x, y]: Pixel, width: number): readonly Rectangle[] {
  const middle = y - LINE / 2;
  return [
    { x: x + GAP, y: middle, width },
    { x: x - GAP - width, y: middle, width },
    { x: x + GAP, y: middle - LINE, width },
    { x: x + GAP, y: middle + LINE, width },
    { x: x - GAP - width, y: middle - LINE, width },
    { x: x - GAP - width, y: middle + LINE, width },
    { x: x - width / 2, y: middle - LINE - 6, width },
    { x: x - width / 2, y: middle + LINE + 6, width },
    { x: x + GAP, y: middle + 2 * LINE, width },
    { x: x + GAP, y: middle - 2 * LINE, width },
  ];
}

const covers = ({ x, y, width }: Rectangle, [px, py]: Pixel, room: number): boolean =>
  px > x - room && px < x + width + room && py > y - room && py < y + LINE + room;

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < LINE;

const isInside = ({ x, y, width }: Rectangle, frame: Frame): boolean =>
  x > frame.left && x + width < frame.left + frame.width && y > frame.top && y + LINE < frame.top + frame.height;

/** A line as points that are never further apart than the grain; what lies far outside is left out. */
function pointsAlong(line: readonly Pixel[]): readonly Pixel[] {
  return line.flatMap(([x, y], index): readonly Pixel[] => {
    const [fromX, fromY] = line[index - 1] ?? [x, y];
    const count = Math.min(200, Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / GRAIN)));
    return Array.from({ length: count }, (_, part): Pixel => {
      const share = (part + 1) / count;
      return [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
    });
  });
}
