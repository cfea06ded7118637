import { describe, expect, it } from 'vitest';
import { NUMBER_SHIFT, OPCODE_BITS, OPCODES } from '../../../src/core/autodiff/tape/opcodes.ts';
import { flowsTo } from '../../../src/core/gates/gate.ts';
import {
  calls,
  gateNamed,
  gateNumbered,
  gateOfCall,
  gateOfOperator,
  gateSpelled,
  gates,
} from '../../../src/core/gates/index.ts';
import { fromNested, type Tensor } from '../../../src/core/tensor/tensor.ts';
import { distance, drawn, forward, gradientsOf, inner, shapeOf, tangentOf } from '../../support/applyGate.ts';
import { casesOf } from '../../support/gateCases.ts';

const inFloat32 = (tensor: Tensor): Tensor => ({ shape: tensor.shape, data: Float32Array.from(tensor.data) });
const moved = (tensor: Tensor, entry: number, by: number): Tensor => ({
  shape: tensor.shape,
  data: tensor.data.map((x, i) => (i === entry ? x + by : x)),
});
const differences = (inputs: readonly Tensor[], p: number, value: (inputs: readonly Tensor[]) => number): number[] =>
  Array.from(inputs[p]?.data ?? [], (x, entry) => {
    const h = 1e-5 * Math.max(1, Math.abs(x));
    const at = (by: number) => value(inputs.map((input, q) => (q === p ? moved(input, entry, by) : input)));
    return (at(h) - at(-h)) / (2 * h);
  });

describe.each(gates.map((gate) => [gate.name, gate] as const))('%s', (_name, gate) => {
  const cases = casesOf(gate);

  it.each(cases)('$title', ({ title, inputs, options }) => {
    const out = forward(gate, inputs, options);
    expect(out.shape).toEqual(shapeOf(gate, inputs, options));
    expect(Array.from(out.data).every(Number.isFinite), 'every entry is written').toBe(true);

    const upstream = drawn(out.shape, `${title} upstream`);
    const gradients = gradientsOf(gate, inputs, upstream, options);
    for (const [p, gradient] of gradients.entries()) {
      if (!flowsTo(gate, p)) continue;
      const expected = differences(inputs, p, (at) => inner(forward(gate, at, options), upstream));
      expect(distance(gradient.data, expected), `pullback of operand ${p} = centred differences`).toBeLessThan(1e-7);
    }

    const tangents = inputs.map((input, p) => (flowsTo(gate, p) ? drawn(input.shape, `${title} ${p}`) : undefined));
    const along = inner(upstream, tangentOf(gate, inputs, tangents, options));
    const backward = tangents.reduce(
      (sum, tangent, p) => sum + (tangent ? inner(gradients[p] ?? tangent, tangent) : 0),
      0,
    );
    expect(distance([along], [backward]), 'pullback = tangent').toBeLessThan(1e-10);
    for (const [p] of inputs.entries()) {
      const alone = tangentOf(
        gate,
        inputs,
        tangents.map((tangent, q) => (q === p ? tangent : undefined)),
        options,
      );
      const part = tangents[p] ? inner(gradients[p] ?? alone, tangents[p]) : 0;
      expect(distance([inner(upstream, alone)], [part]), `tangent of operand ${p} alone`).toBeLessThan(1e-10);
    }

    const single = gradientsOf(gate, inputs.map(inFloat32), inFloat32(upstream), options);
    expect(distance(forward(gate, inputs.map(inFloat32), options).data, out.data)).toBeLessThan(1e-5);
    for (const [p, gradient] of single.entries())
      expect(distance(gradient.data, gradients[p]?.data ?? []), `float32 operand ${p}`).toBeLessThan(1e-4);

    const into = inputs.map((input) => ({ shape: input.shape, data: input.data.map(() => 10) }));
    gate.pullback({ inputs, out, upstream, options }, into);
    for (const [p, target] of into.entries()) {
      const added = flowsTo(gate, p) ? target.data.map((sum) => sum - 10) : gradients[p]?.data;
      if (flowsTo(gate, p))
        expect(distance(added ?? [], gradients[p]?.data ?? []), 'pullback adds').toBeLessThan(1e-12);
    }
  });

  it('has examples that hold', () => {
    expect(gate.examples.length).toBeGreaterThan(0);
    for (const example of gate.examples) {
      const inputs = example.inputs.map(fromNested);
      const out = forward(gate, inputs, example.options);
      const ones = { shape: out.shape, data: out.data.map(() => 1) };
      expect(out.shape).toEqual(fromNested(example.out).shape);
      expect(distance(out.data, fromNested(example.out).data)).toBeLessThan(1e-15);
      const gradients = gradientsOf(gate, inputs, ones, example.options);
      for (const [p, gradient] of gradients.entries())
        expect(distance(gradient.data, fromNested(example.gradients[p] ?? 0).data)).toBeLessThan(1e-15);
    }
  });

  it('is described', () => {
    expect(gate.symbol.length).toBeLessThanOrEqual(8);
    expect(Object.isFrozen(gate)).toBe(true);
    expect(gate.differentiable.length).toBe(gate.params.length);
    expect(gate.rules.length).toBe(gate.params.length);
    expect(gate.locals?.length ?? gate.params.length).toBe(gate.params.length);
    for (const words of [gate.prose.summary, gate.prose.insight]) expect(words).toMatch(/\.$/);
    for (const text of Object.values(gate.prose)) expect(text).not.toBe('');
    const operands = gate.spelling.kind === 'pick' ? ['a', 'subscripts'] : gate.variadic ? ['all'] : gate.params;
    for (const param of operands) {
      expect(gate.prose.latex, 'LaTeX names every operand').toContain(`{${param}}`);
      expect(gate.prose.pytorch, 'PyTorch names every operand').toContain(`{${param}}`);
    }
    for (const text of Object.values(gate.prose))
      for (const [, placed = ''] of text.matchAll(/(?<![\w}])\{([a-z]\w*)\}/gi))
        expect(known(placed), `${placed} in ${text}`).toBe(true);
  });

  const known = (placed: string): boolean =>
    [...gate.params, 'all', 'dims', 'alldims', 'subscripts'].includes(placed) ||
    gate.options.some((option) => option.name === placed) ||
    ['cases'].includes(placed);
});

describe('the list', () => {
  it('names each gate once', () => {
    expect(new Set(gates.map(({ name }) => name)).size).toBe(gates.length);
  });

  it('finds each gate by its number, which fits into a node of the tape', () => {
    for (const gate of gates) {
      expect(gateNumbered(gate.number), gate.name).toBe(gate);
      expect(gate.number).toBeGreaterThan(0);
      expect((gate.number << NUMBER_SHIFT) >> NUMBER_SHIFT).toBe(gate.number);
      expect((OPCODES[gate.number] ?? 0) & ((1 << NUMBER_SHIFT) - 1)).toBeLessThan(1 << OPCODE_BITS);
    }
    expect(gateNumbered(0)).toBeUndefined();
  });

  it('finds gates by the way they are written', () => {
    for (const operator of ['+', '-', '*', '/', '@', '**', '<', '<=', '>', '>=', '==', '!='])
      expect(gateOfOperator(operator)?.spelling).toEqual({ kind: 'infix', operator });
    for (const kind of ['prefix', 'transpose', 'index', 'list', 'unwritten'] as const)
      expect(gateSpelled(kind)?.spelling.kind).toBe(kind);
    expect(gateNamed('constructor')).toBeUndefined();
    expect(gateOfCall('toString', 1)).toBeUndefined();
  });

  it('picks between two gates of one name by the number of operands', () => {
    expect([0, 1, 2, 3].map((count) => gateOfCall('max', count)?.name)).toEqual(['max', 'max', 'maximum', 'maximum']);
    expect([1, 2].map((count) => gateOfCall('min', count)?.name)).toEqual(['min', 'minimum']);
    expect(gateOfCall('leaky_relu', 2)?.name).toBe('leaky_relu');
    expect(gateOfCall('clip', 3)?.name).toBe('clip');
  });

  it('knows every function of the language that computes', () => {
    const functions =
      'exp log sqrt square abs sign sin cos tanh sigmoid relu leaky_relu softplus gelu max min where clip sum mean norm ' +
      'dot outer fc softmax log_softmax cross_entropy hinge mse accuracy reshape flatten concat stack ' +
      'silu elu floor round var std logsumexp argmax bce bce_with_logits conv1d conv2d max_pool2d avg_pool2d batch_norm ' +
      'layer_norm dropout embedding split transpose swapaxes squeeze expand_dims tile cumsum';
    expect([...calls.keys()].sort()).toEqual(functions.split(' ').sort());
  });
});
