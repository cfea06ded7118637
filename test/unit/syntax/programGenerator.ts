/** A seeded stream of whole numbers below a bound. */
export type Dice = (below: number) => number;

export function dice(seed: number): Dice {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const pick = <Item>(roll: Dice, items: readonly [Item, ...Item[]]): Item =>
  items[roll(items.length)] ?? items[0];

/** A right program of about so many lines, with every kind of statement. */
export function generateProgram(seed: number, lines: number): string {
  const roll = dice(seed);
  const written: string[] = [];
  for (let i = 0; i < lines; i++) written.push(i % 12 === 11 ? marker(roll, i) : line(roll, i));
  return `${written.join('\n')}\n`;
}

const marker = (roll: Dice, i: number): string =>
  pick(roll, [
    `# %% Cell ${i}`,
    `# %% [markdown] Text\n# some *text*, (brackets\n\n# %%`,
    `# %% [practice] Try ${i}`,
    '\n# %%',
  ]);

function line(roll: Dice, i: number): string {
  const value = (): string => expression(roll, 3);
  switch (roll(14)) {
    case 0:
      return `x${i} = ${value()}; y${i} = ${value()}; z${i} = -${i}`;
    case 1:
      return `X, y = ${pick(roll, ['spiral(n=300, noise=0.2)', 'xor()', 'csv("points.csv", target="label")'])}`;
    case 2:
      return `def f${i}(w, x) = ${value()}`;
    case 3:
      return `backward f${i}(w, x, upstream) = (${value()}, ${value()})`;
    case 4:
      return `train(loss, lr=[0.1, 0.3],\n    momentum=0.9, optimizer="adam",\n\n    batch=32)`;
    case 5:
      return `W${i} = [\n  [${value()}, 2],  # first row\n  [3, ${value()}],\n]`;
    case 6:
      return pick(roll, ['grad(x) = ?', 'value(q) = 3', 'grad(W)[0, 1] = -z', 'backward(loss)']);
    case 7:
      return pick(roll, ['x + y', '[1, 2]', '-x', '(a + b) * c', 'A.T @ b', 'loss']);
    case 8:
      return `# a comment, (with brackets ${i}`;
    case 9:
      return '';
    case 10:
      return `h${i} = relu(fc(\n    ${value()},\n    W, b))  # layer`;
    default:
      return `q${i} = ${value()}`;
  }
}

export function expression(roll: Dice, depth: number): string {
  const inner = (): string => expression(roll, depth - 1);
  if (depth === 0) return pick(roll, ['x', 'y', 'w0', '2', '.5', '1e-3', 'W1', 'beta']);
  switch (roll(9)) {
    case 0:
      return `${inner()} + ${inner()}`;
    case 1:
      return `${inner()} * ${inner()}`;
    case 2:
      return `(${inner()} - ${inner()}) / 2`;
    case 3:
      return `exp(-(${inner()}))`;
    case 4:
      return `sum(${inner()}, axis=0)`;
    case 5:
      return `W[0, 1:3] @ [${inner()}, ${inner()}]`;
    case 6:
      return `(${inner()})**2`;
    case 7:
      return `max(${inner()}, ${inner()})`;
    default:
      return inner();
  }
}
