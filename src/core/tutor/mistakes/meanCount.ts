import type { Sending } from '../../autodiff/wrongRule.ts';

/** How many a gate divides by, where it takes a mean: `mean`, the losses, and a `sum` divided by a number. */
export function meanCount({ gate, inputs, options, tape, consumer, port }: Sending): number | undefined {
  const numerator = tape.firstInput(consumer);
  if (gate.name === 'div') {
    const by = inputs[1];
    return port === 0 && by?.shape.length === 0 && tape.gateOf(numerator)?.name === 'sum' ? by.data[0] : undefined;
  }
  const shapes = inputs.map(({ shape }) => shape);
  return gate.counts?.(shapes, options).n;
}
