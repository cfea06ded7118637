import { showShape } from '../../base/show.ts';
import type { Expression } from '../../syntax/tree.ts';
import { type Shape, sameShape } from '../../tensor/tensor.ts';
import type { Written } from './written.ts';

/**
 * How the shapes of a gradient formula come together: `(3, 64) @ (64, 4) = (3, 4)` for a matrix product, `(64, 4) → (4,)` where
 * broadcasting is summed away. Undefined where there is nothing to tell.
 */
export function shapeStory(
  formula: Expression,
  shapes: ReadonlyMap<string, Shape>,
  operand: Shape,
  upstream: Shape,
): Written | undefined {
  const inner = formula.kind === 'group' ? formula.inner : formula;
  if (inner.kind === 'binary' && inner.operator === '@') {
    const left = shapeIn(inner.left, shapes);
    const right = shapeIn(inner.right, shapes);
    if (left && right) return story(`${size(left)} @ ${size(right)}`, '=', size(operand));
  }
  // A number has no shape to tell of.
  if (upstream.length === 0 || sameShape(operand, upstream)) return undefined;
  return story(size(upstream), '→', size(operand));
}

const size = (shape: Shape): string => (shape.length === 0 ? 'number' : showShape(shape));

const story = (left: string, sign: '=' | '→', right: string): Written => ({
  plain: `${left} ${sign} ${right}`,
  tex: `${left} ${sign === '=' ? '=' : '\\to'} ${right}`
    .replaceAll(', ', '{,}\\,')
    .replaceAll(',)', '{,})')
    .replace(' @ ', ' \\, ')
    .replace('number', '\\text{number}'),
});

function shapeIn(expression: Expression, shapes: ReadonlyMap<string, Shape>): Shape | undefined {
  if (expression.kind === 'name') return shapes.get(expression.name);
  if (expression.kind === 'group') return shapeIn(expression.inner, shapes);
  return expression.kind === 'transpose' ? shapeIn(expression.operand, shapes)?.toReversed() : undefined;
}
