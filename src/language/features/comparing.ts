/** One's own arrays beside the text, and the products that can be a gradient: pages of Markdown. */

import { markdownText, xmlText } from '../../core/base/quoting.ts';
import { showShape } from '../../core/base/show.ts';
import { finish, type Work } from '../../core/base/work.ts';
import { nodeAtOffset } from '../../core/evaluate/places.ts';
import { findingPage } from '../../core/tutor/compare/findingPage.ts';
import { findingDisagreement } from '../../core/tutor/compare/firstDisagreement.ts';
import type { GivenArrays } from '../../core/tutor/compare/givenArray.ts';
import { productsUsing, type ShapeVerdict, shapeDetective } from '../../core/tutor/shapes/shapeDetective.ts';
import type { DocumentState } from '../document/documentState.ts';
import { hiddenIn, hiddenNodes } from '../document/hidden.ts';
import { isPaused } from '../document/pauses.ts';

/** The cell at an offset, or the nearest one that has an output. */
function cellNear(state: DocumentState, offset: number): number | undefined {
  const cell = state.cellAt(offset)?.index;
  const { cells } = state.evaluation;
  if (cell === undefined) return undefined;
  for (let i = cell; i < cells.length; i++) if (cells[i]?.own) return i;
  for (let i = cell; i >= 0; i--) if (cells[i]?.own) return i;
  return cell;
}

/** All at once. */
export const comparison = (
  state: DocumentState,
  offset: number,
  given: GivenArrays,
): { readonly markdown: string; readonly agrees: boolean } | null => finish(comparing(state, offset, given));

export function* comparing(
  state: DocumentState,
  offset: number,
  { arrays, problems }: GivenArrays,
): Work<{ readonly markdown: string; readonly agrees: boolean } | null> {
  const cell = cellNear(state, offset);
  if (cell === undefined || isPaused(state, cell)) return null;
  const finding = yield* findingDisagreement(state.evaluation, cell, arrays, hiddenNodes(state));
  const agrees = finding.first === undefined && finding.compared.length > 0 && problems.length === 0;
  return { markdown: findingPage(finding, problems), agrees };
}

export function shapePage(state: DocumentState, offset: number): { readonly markdown: string } | null {
  const { evaluation } = state;
  const node = nodeAtOffset(evaluation, offset);
  const cell = cellNear(state, offset);
  if (node === undefined || cell === undefined || isPaused(state, cell)) return null;
  const hidden = hiddenIn(state);
  const found = productsUsing(evaluation, cell, node).flatMap(({ consumer, port, operand }) => {
    const tell = !hidden.gradient(operand) && !hidden.gradient(node);
    const verdict = shapeDetective(evaluation, cell, consumer, port, tell);
    return verdict ? [verdict] : [];
  });
  return found.length === 0 ? null : { markdown: found.map(written).join('\n\n') };
}

/** First the question, with all eight products; each answer, and the verdict, is folded below its product. */
function written({ operand, operandShape, out, candidates, verdict, convention }: ShapeVerdict): string {
  const rows = candidates.flatMap(({ text, shapes: [a, b], fits, right, reason }) => {
    const says = fits
      ? right === undefined
        ? 'It fits.'
        : right
          ? '**It fits, and it is the gradient.**'
          : 'It fits, but its numbers are not the gradient.'
      : `It does not fit: ${markdownText(reason ?? '')}.`;
    const shapes = `${showShape(a)} · ${showShape(b)}`;
    return [`<details><summary><code>${xmlText(text)}</code> ${shapes}</summary>`, '', says, '', '</details>'];
  });
  return [
    `# Shape detective: ${markdownText(operand)} in ${markdownText(out)}`,
    '',
    `A gradient has the shape of its value, and ${markdownText(operand)} is ${showShape(operandShape)}. Which of these ${candidates.length} products can be its gradient? Decide first, then open one to see.`,
    '',
    ...rows,
    '',
    'A vector counts as one row on the left of a product, and as one column on its right.',
    '',
    '<details><summary>The answer</summary>',
    '',
    markdownText(verdict),
    ...(convention === undefined ? [] : ['', markdownText(convention)]),
    '',
    '</details>',
    '',
  ].join('\n');
}
