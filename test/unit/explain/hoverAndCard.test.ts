import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NodeId } from '../../../src/core/autodiff/tape/node.ts';
import { showNumber } from '../../../src/core/base/show.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { chainRule, chainTerm } from '../../../src/core/explain/chainRule.ts';
import { usesOf } from '../../../src/core/explain/consumers.ts';
import { equation } from '../../../src/core/explain/formula/written.ts';
import { forwardStep } from '../../../src/core/explain/forwardStep.ts';
import { remarksAt, roleAt } from '../../../src/core/explain/remarks.ts';
import { drawGraph, isDrawing } from '../../../src/core/graph/build/drawGraph.ts';
import type { Drawing, DrawnNode } from '../../../src/core/graph/build/drawing.ts';
import { cardOf } from '../../../src/core/graph/cards/cardOf.ts';
import { snapshotOf } from '../../../src/core/graph/snapshotOf.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { request } from '../graph/drawn.ts';

/** What a hover on the text and a card in the graph say about the same gate, side by side. */
interface Pair {
  readonly where: string;
  readonly hover: unknown;
  readonly card: unknown;
}

interface Site {
  readonly evaluation: Evaluation;
  readonly drawing: Drawing;
  readonly snapshot: GraphSnapshot;
  readonly output: NodeId;
  readonly node: NodeId;
  readonly drawn: DrawnNode;
  readonly where: string;
}

function sitesOf(name: string, text: string): readonly Site[] {
  const evaluation = evaluateDocument(parseDocument(text), { ...plainSurroundings, dataSets });
  return evaluation.cells.flatMap(({ output }, cell) => {
    if (output === undefined) return [];
    const drawing = drawGraph(evaluation, request({ target: { kind: 'cell', cell } }));
    if (!isDrawing(drawing) || drawing.nodes.length > 60) return [];
    const snapshot = snapshotOf(drawing);
    return drawing.nodes.flatMap((drawn) =>
      drawn.node === undefined || drawn.copies
        ? []
        : [{ evaluation, drawing, snapshot, output, node: drawn.node, drawn, where: `${name}: ${drawn.id}` }],
    );
  });
}

/** Whether the gate is drawn as it stands on the tape: neither opened, nor behind a copy that broadcasting needs. */
function isDrawnAsIs({ evaluation, node, drawn }: Site): boolean {
  const { tape } = evaluation;
  return (
    drawn.gate !== undefined &&
    tape.gateOf(node) === drawn.gate &&
    drawn.into.length === tape.inputsOf(node).length &&
    drawn.into.every(({ from }) => from.copies !== 'rows')
  );
}

const forward = (site: Site): Pair => {
  const { name, symbols, numbers, result } = forwardStep(site.evaluation, site.node, 4);
  const told = cardOf(site.drawing, site.drawn.id, 'forward')?.formulas[0];
  const inNumbers = numbers?.tex === symbols?.tex ? undefined : numbers;
  return {
    where: site.where,
    hover: [equation([name, symbols]).tex, equation([inNumbers, result]).tex],
    // A large tensor has its size behind the formula instead.
    card: [told?.symbols, told?.numbers === '' ? equation([inNumbers, result]).tex : told?.numbers],
  };
};

const role = ({ evaluation, snapshot, output, node, drawn, where }: Site): Pair => ({
  where,
  hover: roleAt(evaluation, node, evaluation.gradients(output), 4),
  card: snapshot.nodes.find(({ id }) => id === drawn.id)?.chip,
});

const remarks = ({ evaluation, snapshot, node, drawn, where }: Site): Pair => ({
  where,
  hover: remarksAt(evaluation, node, undefined).map(({ words }) => words),
  card: snapshot.nodes
    .find(({ id }) => id === drawn.id)
    ?.badges.flatMap(({ kind, text }) => (kind === 'nan' || /-backward$/.test(kind) ? [] : [text])),
});

function messages({ evaluation, drawing, output, node, drawn, where }: Site): readonly Pair[] {
  const gradients = evaluation.gradients(output);
  const told = cardOf(drawing, drawn.id, 'backward')?.formulas ?? [];
  return evaluation.tape.inputsOf(node).flatMap((input, port) => {
    const use = usesOf(evaluation, gradients, input).find((one) => one.consumer === node && one.port === port);
    const term = use && chainTerm(evaluation, output, use, 4);
    const formula = told.find((one) => one.port === port);
    if (term?.slope === undefined || formula === undefined) return [];
    const card = { numbers: formula.numbers, isSaid: formula.symbols.endsWith(term.product.tex), local: formula.local };
    const numbers = equation([term.numbers, term.result]).tex;
    return [
      { where: `${where}, operand ${port}`, hover: { numbers, isSaid: true, local: showNumber(term.slope, 4) }, card },
    ];
  });
}

/** The picture of an opened gate names the gate inside that cuts the gradient off, where the text shows one gate. */
function zeroReason({ evaluation, drawing, snapshot, output, node, drawn, where }: Site): readonly Pair[] {
  if (drawing.boxes.some(({ kind }) => kind === 'gate')) return [];
  const story = chainRule(evaluation, node, output);
  if (story.state !== 'zero' || drawn.gradient === undefined) return [];
  const gradient = snapshot.nodes.find(({ id }) => id === drawn.id)?.gradient;
  return [{ where, hover: story.reason, card: gradient?.state === 'zero' ? gradient.reason : gradient?.state }];
}

const differing = (pairs: readonly Pair[]): readonly Pair[] =>
  pairs.filter(({ hover, card }) => JSON.stringify(hover) !== JSON.stringify(card)).slice(0, 10);

const folder = new URL('../../../media/lessons/', import.meta.url);
const lessons = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const programs = (
  JSON.parse(readFileSync(new URL('../../reference/programs.json', import.meta.url), 'utf8')) as readonly {
    readonly name: string;
    readonly text: string;
  }[]
).map(({ name, text }) => [name, text] as const);

describe.each([
  ['lessons', lessons],
  ['random programs', programs],
])('a hover and a card over all %s', (_, texts) => {
  const sites = texts.flatMap(([name, text]) => sitesOf(name, text));
  const asIs = sites.filter(isDrawnAsIs);

  it('have much to compare', () => {
    expect(texts.length).toBeGreaterThan(20);
    expect(asIs.length).toBeGreaterThan(100);
  });

  it('say the same of the forward pass', () => {
    expect(differing(asIs.map(forward))).toEqual([]);
  });

  it('say the same of the role', () => {
    expect(differing(asIs.map(role))).toEqual([]);
  });

  it('remark on the same', () => {
    expect(differing(asIs.map(remarks))).toEqual([]);
  });

  it('give each message with the same formula and numbers', () => {
    const pairs = asIs.flatMap(messages);
    expect(pairs.length).toBeGreaterThan(100);
    expect(differing(pairs)).toEqual([]);
  });

  it('give the same reason for a zero', () => {
    expect(differing(sites.flatMap(zeroReason))).toEqual([]);
  });
});
