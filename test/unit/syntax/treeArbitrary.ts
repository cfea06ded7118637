import fc from 'fast-check';
import type { Argument, BinaryOperator, Expression, Name, Subscript } from '../../../src/core/syntax/tree.ts';

const nowhere = { from: 0, to: 0 };
const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '@', '**', '<', '<=', '>', '>=', '==', '!='];

const name: fc.Arbitrary<Name> = fc
  .constantFrom('x', 'W1', 'α', 'café', 'constructor', 'e', '_', 'T')
  .map((text) => ({ kind: 'name', name: text, ...nowhere }));

const number: fc.Arbitrary<Expression> = fc
  .oneof(fc.nat(1000), fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }), fc.constantFrom(1e21, 1e-7, 0.1))
  .map((value) => ({ kind: 'number', value: Math.abs(value), ...nowhere }));

const text = fc.string({ maxLength: 6 }).filter((value) => /^[ -~]*$/.test(value));

/** Any expression that the language can write, without groups. */
export const expressionTree: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(name, number),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .record({ left: tie('tree'), right: tie('tree'), operator: fc.constantFrom(...OPERATORS) })
      .map((parts): Expression => ({ kind: 'binary', operatorFrom: 0, operatorTo: 0, ...parts, ...nowhere })),
    fc
      .record({ operand: tie('tree'), operator: fc.constantFrom<'-' | '+'>('-', '+') })
      .map((parts): Expression => ({ kind: 'unary', ...parts, ...nowhere })),
    tie('tree').map((operand): Expression => ({ kind: 'transpose', operand, ...nowhere })),
    fc.array(tie('tree'), { maxLength: 3 }).map((entries): Expression => ({ kind: 'list', entries, ...nowhere })),
    fc
      .record({ target: tie('tree'), subscripts: fc.array(subscript(tie('tree')), { minLength: 1, maxLength: 3 }) })
      .map((parts): Expression => ({ kind: 'index', ...parts, ...nowhere })),
    fc
      .record({ callee: name, given: fc.array(tie('tree'), { maxLength: 3 }), options: options(tie('tree')) })
      .map(({ callee, given, options: named }): Expression => {
        const args = given.map((value): Argument => ({ name: undefined, value, ...nowhere }));
        return { kind: 'call', callee, args: [...args, ...named], form: 'plain', ...nowhere };
      }),
  ),
})).tree;

function subscript(tree: fc.Arbitrary<Expression>): fc.Arbitrary<Subscript> {
  const part = fc.option(tree, { nil: undefined });
  return fc.oneof(
    tree.map((index): Subscript => ({ kind: 'at', index, ...nowhere })),
    fc.constantFrom<Subscript>({ kind: 'new', ...nowhere }, { kind: 'rest', ...nowhere }),
    fc
      .record({ start: part, stop: part, step: part })
      .map((parts): Subscript => ({ kind: 'slice', ...parts, ...nowhere })),
  );
}

function options(tree: fc.Arbitrary<Expression>): fc.Arbitrary<readonly Argument[]> {
  const string = text.map((value): Expression => ({ kind: 'string', value, ...nowhere }));
  return fc
    .uniqueArray(name, { maxLength: 2, selector: ({ name: written }) => written })
    .chain((names) =>
      fc.tuple(...names.map((given) => fc.oneof(tree, string).map((value) => ({ name: given, value, ...nowhere })))),
    );
}
