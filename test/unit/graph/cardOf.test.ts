import { describe, expect, it } from 'vitest';
import { drawGraph, isDrawing } from '../../../src/core/graph/build/drawGraph.ts';
import { cardOf } from '../../../src/core/graph/cards/cardOf.ts';
import type { Card } from '../../../src/protocol/graph.ts';
import { drawnGraph, evaluated, request } from './drawn.ts';

function card(text: string, id: string, phase: Card['phase']): Card {
  const found = cardOf(drawnGraph(text), id, phase);
  if (found === undefined) throw new Error(`no card for ${id}`);
  return found;
}
const plains = ({ formulas }: Card): readonly string[] => formulas.map(({ plain }) => plain);

const simple = 'x = -2; y = 5; z = -4\nq = x + y\nf = q * z';
const fork = 'a = 2; b = 1\nc = a + b\nd = b + 1\ne = c * d';

describe('the card of a step', () => {
  it('computes forward in symbols and numbers', () => {
    const found = card(simple, 'c0:q', 'forward');
    expect(found.title).toBe('q = x + y');
    expect(found.sentence).toBe('The add gate takes x = −2 and y = 5 and gives q = 3.');
    expect(found.formulas).toEqual([
      { label: 'forward', symbols: 'q = x + y', numbers: '-2 + 5 = 3', plain: 'q = x + y = −2 + 5 = 3' },
    ]);
  });

  it('gives each operand local × upstream', () => {
    const found = card(simple, 'c0:q', 'backward');
    expect(found.pattern).toBe('gradient distributor');
    expect(plains(found)).toEqual([
      '∂f/∂x = ∂q/∂x · ∂f/∂q = 1 · ∂f/∂q = 1 · (−4) = −4',
      '∂f/∂y = ∂q/∂y · ∂f/∂q = 1 · ∂f/∂q = 1 · (−4) = −4',
    ]);
    expect(found.formulas[0]?.symbols).toContain('\\frac{\\partial q}{\\partial x}');
    expect(found.formulas[0]?.numbers).toBe('1 \\cdot \\left(-4\\right) = -4');
    expect(found.formulas.map(({ port }) => port)).toEqual([0, 1]);
    expect(card(simple, 'c0:f', 'backward').sentence).toBe(
      'The mul gate of f: upstream is 1; for q the local gradient is z = −4, so it receives −4 · 1 = −4; for z the local gradient is q = 3, so it receives 3 · 1 = 3.',
    );
  });

  it('keeps the ledger at a copy gate: 0 → 3 → 5', () => {
    const found = card(fork, 'c0:b*', 'backward');
    expect(found.title).toBe('b is used 2 times');
    expect(found.ledger).toEqual([
      { from: 'd', message: '3', sum: '3' },
      { from: 'c', message: '2', sum: '5' },
    ]);
    expect(plains(found)).toEqual(['∂e/∂b = ∂d/∂b · ∂e/∂d + ∂c/∂b · ∂e/∂c = 3 + 2 = 5']);
    expect(found.sentence).toBe('The messages to b add up: 3 from d plus 2 from c makes 5.');
    expect(card(fork, 'c0:c', 'backward').formulas.map(({ label }) => label)).toEqual(['∂e/∂a', 'to b']);
  });

  it('tells an input how its gradient comes about: at the gate that uses it, or at its copy gate', () => {
    const ofB = card(fork, 'c0:b', 'backward');
    expect(plains(ofB)).toEqual(['∂e/∂b = ∂d/∂b · ∂e/∂d + ∂c/∂b · ∂e/∂c = 3 + 2 = 5']);
    expect(ofB.ledger?.map(({ sum }) => sum)).toEqual(['3', '5']);
    expect(plains(card(fork, 'c0:a', 'backward'))).toEqual(['∂e/∂a = ∂c/∂a · ∂e/∂c = 1 · ∂e/∂c = 1 · 2 = 2']);
    const layer = 'x = [1, 2]; W = [[1, 0], [2, 1]]; b = [0, 1]\nh = fc(x, W, b)\nL = sum(h * h)';
    expect(plains(card(layer, 'c0:W', 'backward'))[0]).toContain('dW = outer(x, dh) = ');
  });

  it('reads a matrix rule with its shapes', () => {
    const text = 'X = [[1, 2], [3, 4], [5, 6]]; W = [[1, 0, 2], [0, 1, 1]]\nH = X @ W\nL = sum(H * H)';
    expect(plains(card(text, 'c0:H', 'backward'))).toEqual([
      'dX = dH @ Wᵀ   (3, 3) @ (3, 2) = (3, 2)',
      'dW = Xᵀ @ dH   (2, 3) @ (3, 3) = (2, 3)',
    ]);
    expect(card(text, 'c0:H', 'backward').formulas[1]).toMatchObject({
      symbols: 'dW = X^\\top \\, dH',
      shapes: '(2{,}\\,3) \\, (3{,}\\,3) = (2{,}\\,3)',
    });
  });

  it('tells of a closed box as of one gate', () => {
    const text = 'x = 1\nf = sigmoid(x)';
    const found = card(text, 'c0:f()', 'backward');
    expect(plains(found)).toEqual(['∂f/∂x = (1 − f) · f · 1 = 0.1966 · 1 = 0.1966']);
    expect(found.node).toBe('c0:f()');
    const call = 'def twice(u) = u * u + u\nx = 3\nf = twice(x)';
    expect(card(call, 'c0:f(1)', 'forward').sentence).toBe('The function twice(x) takes x = 3 and gives f = 12.');
    expect(card(call, 'c0:f(1)', 'backward').formulas[0]?.numbers).toBe('7');
  });

  it('explains zero', () => {
    const text = 'z = 2; w = -1\nf = max(z, w)';
    expect(card(text, 'c0:f', 'backward').remarks).toEqual(['w receives 0: max routed to z']);
    expect(card(text, 'c0:w', 'backward').remarks).toEqual(['0: max routed to z']);
    expect(card(text, 'c0:w', 'backward').sentence).toBe('∂f/∂w is 0: a small change of w does not move f.');
  });

  it('keeps to symbols where numbers would answer a question', () => {
    const evaluation = evaluated(simple);
    const x = evaluation.statements[0]?.bindings[0]?.node ?? -1;
    const drawn = drawGraph(
      evaluation,
      request({ hidden: { values: new Set(), gradients: new Set([x]), shapes: new Set(), statements: new Set() } }),
    );
    const found = isDrawing(drawn) ? cardOf(drawn, 'c0:q', 'backward') : undefined;
    expect(found?.formulas.map(({ numbers, plain }) => numbers + plain).join('')).toBe('');
    expect(found?.formulas[0]?.symbols).toContain('\\partial');
    expect(JSON.stringify(found)).not.toContain('4');
  });

  it('has none for what is not drawn', () => {
    expect(cardOf(drawnGraph(simple), 'c0:nothing', 'forward')).toBeUndefined();
  });
});
