import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawGraph, isDrawing } from '../../../src/core/graph/build/drawGraph.ts';
import type { Drawing } from '../../../src/core/graph/build/drawing.ts';
import { cardOf } from '../../../src/core/graph/cards/cardOf.ts';
import { entryStory } from '../../../src/core/graph/entries/entryStory.ts';
import { snapshotOf } from '../../../src/core/graph/snapshotOf.ts';
import { fromWire } from '../../../src/protocol/wire.ts';
import { evaluated, request } from './drawn.ts';

interface Program {
  readonly name: string;
  readonly text: string;
}
const programs = JSON.parse(
  readFileSync(new URL('../../reference/programs.json', import.meta.url), 'utf8'),
) as readonly Program[];

const drawings: readonly (readonly [string, Drawing])[] = programs.flatMap(({ name, text }) => {
  const evaluation = evaluated(text);
  return evaluation.cells.flatMap((_, cell) => {
    const drawn = drawGraph(evaluation, request({ target: { kind: 'cell', cell } }));
    return isDrawing(drawn) ? [[`${name}, cell ${cell}`, drawn] as const] : [];
  });
});

describe('in every graph that is drawn', () => {
  it('there are graphs to look at', () => {
    expect(drawings.length).toBeGreaterThan(300);
  });

  it('the messages that a node receives add up to its gradient', () => {
    const wrong: string[] = [];
    for (const [name, drawing] of drawings)
      for (const node of drawing.nodes) {
        if (node === drawing.output || node.gradient === undefined) continue;
        const { data } = node.gradient;
        const size = Math.max(1e-300, ...Array.from(data, (entry) => (Number.isFinite(entry) ? Math.abs(entry) : 0)));
        for (let i = 0; i < data.length; i++) {
          const terms = node.out.map(({ message }) => message?.data[i] ?? 0);
          const sum = terms.reduce((a, b) => a + b, 0);
          const largest = Math.max(size, ...terms.map(Math.abs).filter(Number.isFinite));
          const own = data[i] ?? 0;
          if (!Object.is(sum, own) && !(Math.abs(sum - own) <= 1e-6 * largest) && Number.isFinite(own))
            wrong.push(`${name}: ${node.id}[${i}] is ${own}, messages ${terms.join(' + ')}`);
        }
      }
    expect(wrong).toEqual([]);
  });

  it('ids are unique, edges go forward, ports are complete and boxes hold their output', () => {
    for (const [name, drawing] of drawings) {
      const graph = snapshotOf(drawing);
      const place = new Map(graph.nodes.map((node, i) => [node.id, i]));
      expect(place.size, name).toBe(graph.nodes.length);
      expect(new Set(graph.edges.map(({ id }) => id)).size, name).toBe(graph.edges.length);
      for (const edge of graph.edges)
        expect(place.get(edge.from) ?? Number.NaN, `${name} ${edge.id}`).toBeLessThan(place.get(edge.to) ?? Number.NaN);
      for (const node of drawing.nodes)
        expect(
          node.into.map(({ port }) => port),
          `${name} ${node.id}`,
        ).toEqual(node.into.map((_, port) => port));
      const boxes = new Map(graph.boxes.map((box) => [box.id, box]));
      expect(boxes.size, name).toBe(graph.boxes.length);
      for (const box of graph.boxes) {
        expect(place.has(box.output), `${name} ${box.id}`).toBe(true);
        if (box.parent) expect(boxes.has(box.parent), `${name} ${box.id}`).toBe(true);
      }
      expect(place.has(graph.output), name).toBe(true);
    }
  });

  it('a value used twice passes a copy gate: nothing else has two ways out', () => {
    for (const [name, { nodes }] of drawings)
      for (const node of nodes) if (!node.copies) expect(node.out.length, `${name} ${node.id}`).toBeLessThan(2);
  });

  it('zero always comes with a reason, and numbers travel as JSON', () => {
    for (const [name, drawing] of drawings) {
      const graph = snapshotOf(drawing);
      for (const { gradient } of [...graph.nodes, ...graph.edges])
        if (gradient.state === 'zero' || gradient.state === 'none') expect(gradient.reason, name).not.toBe('');
      expect(JSON.parse(JSON.stringify(graph)), name).toEqual(graph);
    }
  });

  it('every step has a card, and every card reads as words and numbers', () => {
    const wrong: string[] = [];
    for (const [name, drawing] of drawings) {
      if (drawing.nodes.length > 40) continue;
      for (const { id } of [...drawing.nodes, ...drawing.boxes])
        for (const phase of ['forward', 'backward'] as const) {
          const card = cardOf(drawing, id, phase);
          const words = [card?.title, card?.sentence, card?.insight, ...(card?.remarks ?? [])].join(' ');
          const formulas = (card?.formulas ?? []).map(({ label, plain }) => `${label} ${plain}`).join(' ');
          if (card === undefined || /undefined|NaN|\{\w+\}|\[object/.test(words + formulas))
            wrong.push(`${name} ${id} ${phase}: ${words}`);
        }
    }
    expect(wrong).toEqual([]);
  });

  it('the entries that an entry is made from exist, and make it', () => {
    const wrong: string[] = [];
    let drawn = 0;
    for (const [name, drawing] of drawings) {
      if (drawing.nodes.length > 30) continue;
      for (const { id, value } of drawing.nodes)
        for (const which of ['value', 'gradient'] as const) {
          const story = entryStory(
            drawing,
            id,
            which,
            value.shape.map((length) => length - 1),
          );
          for (const part of story?.parts ?? []) {
            const shape = drawing.byId.get(part.node)?.value.shape ?? [];
            const fits = part.indices.every(
              (index) => index.length === shape.length && index.every((at, axis) => at < (shape[axis] ?? 0)),
            );
            if (!fits) wrong.push(`${name} ${id} ${which}`);
          }
          if (!story?.graph) continue;
          drawn++;
          const { nodes, output } = story.graph;
          const made = nodes.find((node) => node.id === output)?.value;
          const number = fromWire((made?.state === 'number' ? made.tensor.entries?.[0] : undefined) ?? 'nan');
          const wanted = fromWire(story.value);
          const near = Math.abs(number - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
          if (!near && Number.isFinite(wanted)) wrong.push(`${name} ${id} ${which}: ${number} for ${wanted}`);
        }
    }
    expect(wrong).toEqual([]);
    expect(drawn).toBeGreaterThan(500);
  });
});
