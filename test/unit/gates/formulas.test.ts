import { describe, expect, it } from 'vitest';
import {
  expansionOf,
  flowsTo,
  type Gate,
  isShapeProblem,
  type OptionValue,
  ruleOf,
} from '../../../src/core/gates/gate.ts';
import { gates } from '../../../src/core/gates/index.ts';
import { addSummed, broadcastTo } from '../../../src/core/tensor/broadcast.ts';
import { type Shape, sizeOf, type Tensor, zeros } from '../../../src/core/tensor/tensor.ts';
import { distance, drawn, forward, gradientsOf } from '../../support/applyGate.ts';
import { formulaValue, type Meanings } from '../../support/formula.ts';
import { casesOf, type GateCase } from '../../support/gateCases.ts';

const reduces = (gate: Gate): boolean => gate.options.some(({ name }) => name === 'keepdims');

/** In a reduction's rules the reduced axis is kept. */
function keptShape(gate: Gate, shapes: readonly Shape[], options: GateCase['options']): Shape | undefined {
  const kept = reduces(gate) ? gate.shape(shapes, { ...options, keepdims: true }) : undefined;
  return kept && !isShapeProblem(kept) ? kept : undefined;
}

function meaningsAt(gate: Gate, { inputs, options }: GateCase, out: Tensor, upstream: Tensor): Meanings {
  const shapes = inputs.map((input) => input.shape);
  const kept = keptShape(gate, shapes, options);
  const meanings = new Map<string, Tensor | OptionValue | undefined>();
  for (const option of gate.options) meanings.set(option.name, options[option.name] ?? option.initial);
  for (const [name, count] of Object.entries(gate.counts?.(shapes, options) ?? {})) meanings.set(name, count);
  for (const [p, param] of gate.params.entries()) meanings.set(param, inputs[p]);
  meanings.set('out', { shape: kept ?? out.shape, data: out.data });
  meanings.set('upstream', { shape: kept ?? upstream.shape, data: upstream.data });
  return meanings;
}

/** Stretched where the rule gives less than the operand, summed where it gives more. */
function fitted(message: Tensor, shape: Shape): Tensor {
  if (sizeOf(message.shape) < sizeOf(shape)) return broadcastTo(message, shape);
  const into = zeros(shape);
  addSummed(message.data, message.shape, into);
  return into;
}

describe.each(gates.map((gate) => [gate.name, gate] as const))('the formulas of %s', (_name, gate) => {
  const cases = casesOf(gate).filter(({ inputs }) => inputs.every((input) => sizeOf(input.shape) > 0));

  it('rules = pullback', () => {
    for (const at of cases) {
      const out = forward(gate, at.inputs, at.options);
      const upstream = drawn(out.shape, `${at.title} rule`);
      const gradients = gradientsOf(gate, at.inputs, upstream, at.options);
      const shapes = at.inputs.map((input) => input.shape);
      for (const [p, input] of at.inputs.entries()) {
        const rule = ruleOf(gate, p, shapes, at.options);
        if (!flowsTo(gate, p)) expect(rule, 'no rule where no gradient flows').toBe('');
        if (rule === '') continue;
        const message = formulaValue(rule, meaningsAt(gate, at, out, upstream));
        expect(
          distance(fitted(message, input.shape).data, gradients[p]?.data ?? []),
          `${at.title}: ${rule}`,
        ).toBeLessThan(1e-10);
      }
    }
  });

  it('locals = slopes', () => {
    for (const at of cases) {
      const out = forward(gate, at.inputs, at.options);
      const ones = { shape: out.shape, data: out.data.map(() => 1) };
      const gradients = gradientsOf(gate, at.inputs, ones, at.options);
      for (const [p, local] of gate.locals?.entries() ?? []) {
        if (!flowsTo(gate, p)) continue;
        const slope = broadcastTo(formulaValue(local, meaningsAt(gate, at, out, ones)), out.shape);
        const message = fitted(slope, at.inputs[p]?.shape ?? []);
        expect(distance(message.data, gradients[p]?.data ?? []), `${at.title}: ${local}`).toBeLessThan(1e-10);
      }
    }
  });

  it('expansion = value', () => {
    for (const at of cases) {
      const shapes = at.inputs.map((input) => input.shape);
      const formula = expansionOf(gate, shapes, at.options);
      if (formula === undefined) continue;
      const out = forward(gate, at.inputs, at.options);
      // An expansion is written for tensors that have a last axis where it reduces along one.
      if (/axis=-1/.test(formula) && at.inputs[0]?.shape.length === 0) continue;
      const opened = formulaValue(formula, meaningsAt(gate, at, out, out));
      expect(opened.shape, at.title).toEqual(out.shape);
      expect(distance(opened.data, out.data), at.title).toBeLessThan(1e-12);
    }
  });

  it('every differentiable operand has a rule, but for those the language cannot write', () => {
    const unwritten = ['index', 'pick', 'max_pool2d', 'avg_pool2d', 'split'];
    const ruled = gate.params.every(
      (_, p) =>
        !flowsTo(gate, p) ||
        cases.some(
          ({ inputs, options }) =>
            ruleOf(
              gate,
              p,
              inputs.map((x) => x.shape),
              options,
            ) !== '',
        ),
    );
    expect(ruled).toBe(!unwritten.includes(gate.name));
  });
});
