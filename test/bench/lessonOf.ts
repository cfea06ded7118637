/** Cells of 50 lines: a network with matrices up to 64×64, then scalars. */
export function lessonOf(cells: number): string {
  return Array.from({ length: cells }, (_, c) => {
    const size = [8, 16, 32, 64][c % 4] ?? 8;
    const network = [
      `# %% Cell ${c + 1}`,
      `X${c} = randn(${size}, ${size})`,
      `W${c} = param(0.1 * randn(${size}, ${size})); b${c} = param(zeros(${size}))`,
      `V${c} = param(0.1 * randn(${size}, 4))`,
      `h${c} = relu(X${c} @ W${c} + b${c})`,
      `s${c} = h${c} @ V${c}`,
      `L${c} = mean(s${c} ** 2)`,
    ];
    const scalars = Array.from({ length: 42 }, (_unused, i) =>
      i === 0 ? `x${c}_0 = 0.5` : `x${c}_${i} = x${c}_${i - 1} * 1.01 + tanh(x${c}_${Math.max(0, i - 5)})`,
    );
    return [...network, ...scalars, `f${c} = L${c} + x${c}_41`].join('\n');
  }).join('\n');
}
