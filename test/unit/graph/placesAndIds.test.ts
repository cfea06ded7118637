import { describe, expect, it } from 'vitest';
import { nodeAtOffset, spanOfNode } from '../../../src/core/evaluate/places.ts';
import { nodeWithId, stableIds } from '../../../src/core/graph/build/stableIds.ts';
import { evaluated } from './drawn.ts';

/** The text of the node that the cursor | stands on. */
function at(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const evaluation = evaluated(text);
  const node = nodeAtOffset(evaluation, offset);
  const span = node === undefined ? undefined : spanOfNode(evaluation, node);
  return span && text.slice(span.from, span.to);
}

describe('the gate under the cursor', () => {
  it('is the innermost expression that has a value', () => {
    expect(at('x = 2; y = 3\nf = (x |+ y) * 4')).toBe('x + y');
    expect(at('x = 2; y = 3\nf = (x + y) |* 4')).toBe('(x + y) * 4');
    expect(at('x = 2; y = 3\nf = sig|moid(x + y)')).toBe('sigmoid(x + y)');
    expect(at('x = 2\nf = x * 4|5')).toBe('45');
    expect(at('x = -|7\nf = x')).toBe('-7');
  });

  it('is what a name stands for at that point', () => {
    expect(at('x = 2\nx = x + 1\nf = |x * 4')).toBe('x + 1');
    expect(at('x = 2\nx = |x + 1\nf = x * 4')).toBe('2');
    expect(at('x = 2 + 1\n|x')).toBe('2 + 1');
  });

  it('follows questions, outputs, trainings and the names being assigned', () => {
    expect(at('x = 2\nf = x * x\nbackward(|f)')).toBe('x * x');
    expect(at('x = 2\nf = x * x\ngrad(|x) = ?')).toBe('2');
    expect(at('x = 2\n|f = x * x')).toBe('x * x');
    expect(at('w = param(2)\nL = w * w\ntrain(|L, lr=0.1)')).toBe('w * w');
  });

  it('inside a def is that of its first call', () => {
    expect(at('def g(u) = u |* u\nx = 3\nf = g(x)')).toBe('u * u');
    expect(at('def g(|u) = u * u\nx = 3\nf = g(x)')).toBe('3');
    expect(at('def g(u) = u * u\nx = 3\nf = |g(x) + 1')).toBe('u * u');
  });

  it('is none between statements and in what is broken', () => {
    expect(at('x = 2\n|\nf = x')).toBeUndefined();
    expect(at('x = 2\nf = )|(')).toBeUndefined();
    expect(at('|')).toBeUndefined();
    expect(at('# just | words')).toBeUndefined();
  });

  it('survives deep and long formulas', () => {
    expect(at(`x = 2\nf = x${' + 1'.repeat(20_000)} |+ x`)).toContain('+ x');
  });
});

describe('ids', () => {
  it('lead back to their nodes', () => {
    const evaluation = evaluated('x = 2\nx = x + 1\nf = x * x + 3\nx * f');
    const ids = stableIds(evaluation);
    const all = Array.from({ length: evaluation.tape.length }, (_, node) => ids.ofNode(node));
    expect(new Set(all).size).toBe(all.length);
    all.forEach((id, node) => {
      expect(nodeWithId(evaluation, id)).toBe(node);
    });
    expect(all).toContain('c0:x#2');
  });
});
