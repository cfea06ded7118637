import { describe, expect, it } from 'vitest';
import { bookMeasure } from '../../../src/core/picture/measure.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { outlineOf } from '../../../src/core/picture/sentence.ts';
import { knownAt, stepsOf } from '../../../src/core/picture/steps.ts';
import { renderSvg, type SvgOptions } from '../../../src/core/picture/svgPicture.ts';
import { openAtFirst } from '../../../src/core/picture/visibleGraph.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { FORK, LAYER, NESTED, SIMPLE, snapshotFor } from './snapshotFor.ts';

const pictureOf = (snapshot: GraphSnapshot) =>
  makePicture(snapshot, { open: openAtFirst(snapshot), measure: bookMeasure });
const svgOf = (snapshot: GraphSnapshot, options: Partial<SvgOptions> = {}): string =>
  renderSvg(pictureOf(snapshot), { theme: 'light', ...options });

/** Elements that are opened and closed in turn; XML has no other rule that text could break here. */
function isBalanced(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, empty] of svg
    .replace(/<style>.*?<\/style>/s, '')
    .matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false;
    } else if (!empty && name) open.push(name);
  }
  return open.length === 0;
}

describe('a picture as a file', () => {
  it.each([SIMPLE, FORK, LAYER, NESTED])('is whole', (text) => {
    const svg = svgOf(snapshotFor(text));
    expect(isBalanced(svg)).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('has values, gradients and names', () => {
    const svg = svgOf(snapshotFor(SIMPLE));
    for (const text of ['>−12<', '>−4<', '>3<', '>q<', '>f<']) expect(svg).toContain(text);
    expect(svg.match(/class="back"/g)?.length).toBe(5);
  });

  it('sets a number at the end of a name below the line', () => {
    expect(svgOf(snapshotFor('w0 = 1\nf = w0 * 2\n'))).toContain('>w</tspan><tspan class="index" dy="3">0<');
  });

  it('shows what is known at a step', () => {
    const svg = svgOf(snapshotFor(SIMPLE), { step: 0 });
    expect(svg).toContain('>3<');
    expect(svg).not.toContain('>−12<');
    expect(svg).not.toContain('class="back"');
  });

  it('carries the fonts it is given, and has no paper where none is wanted', () => {
    expect(svgOf(snapshotFor(SIMPLE), { fontCss: '@font-face{x}' })).toContain('<style>@font-face{x}');
    expect(svgOf(snapshotFor(SIMPLE), { transparent: true })).not.toContain('class="paper" width');
  });

  it('has its own colours in the dark', () => {
    expect(svgOf(snapshotFor(SIMPLE), { theme: 'dark' })).not.toBe(svgOf(snapshotFor(SIMPLE)));
  });

  it('writes hostile names as text', () => {
    const snapshot = snapshotFor(SIMPLE);
    const name = '</text><script>alert(1)</script>\u0000"&';
    const nodes = snapshot.nodes.map((node) => ({ ...node, name, symbol: name }));
    const svg = svgOf({ ...snapshot, nodes, title: name, outputName: name });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
    expect(isBalanced(svg)).toBe(true);
  });
});

describe('the outline', () => {
  it('tells the graph in forward order, as sentences', () => {
    const picture = pictureOf(snapshotFor(FORK));
    const known = knownAt(picture.graph, stepsOf(picture.graph), undefined);
    expect(outlineOf(picture.graph, 'e', 4, known)).toEqual([
      'Input a: value 2. ∂e/∂a is 2.',
      'Input b: value 1. ∂e/∂b is 5.',
      'Copy gate, copy of b: value 1. ∂e/∂b is 5. From b.',
      'Gate +, c: value 3. ∂e/∂c is 2. From a and copy of b.',
      'Constant 1: value 1. No gradient: a constant: it does not change.',
      'Gate +, d: value 2. ∂e/∂d is 3. From copy of b and 1.',
      'Gate ×, e: value 6. ∂e/∂e is 1. From c and d.',
      'Output e: value 6.',
    ]);
  });

  it('tells during the passes what is known so far: values forward, gradients once all messages are there', () => {
    const { graph } = pictureOf(snapshotFor(FORK));
    const steps = stepsOf(graph);
    const at = (step: number) => outlineOf(graph, 'e', 4, knownAt(graph, steps, step));
    const lastForward = steps.findLastIndex(({ phase }) => phase === 'forward');
    expect(at(lastForward)).toContain('Output e: value 6.');
    expect(at(lastForward).join(' ')).not.toContain('∂');
    const afterFirst = at(lastForward + 1);
    expect(afterFirst).toContain('Gate +, c: value 3. ∂e/∂c is 2. From a and copy of b.');
    expect(afterFirst).toContain('Copy gate, copy of b: value 1. From b.');
    expect(at(steps.length - 1)).toContain('Input b: value 1. ∂e/∂b is 5.');
  });

  it('sets an expression apart from the sign of its gradient', () => {
    const { graph } = pictureOf(snapshotFor('x = 2; y = 3\nf = 2 * (x + y)\n'));
    expect(outlineOf(graph, 'f', 4, knownAt(graph, stepsOf(graph), undefined)).join(' ')).toContain(
      '∂f/∂(x + y) is 2.',
    );
  });
});
