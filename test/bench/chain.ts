/** Sums and products of two numbers, each line with the one before it. */
export function chain(gates: number): string {
  const lines = ['x = 0.5; y = -1.5', 'h0 = x * y'];
  for (let k = 1; k < gates / 2; k++)
    lines.push(`h${k} = h${k - 1} * ${(1 + k / 1e5).toFixed(5)} + ${k % 2 ? 'x' : 'y'}`);
  return `${lines.join('\n')}\n`;
}
