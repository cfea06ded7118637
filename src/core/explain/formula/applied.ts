/** A gate applied to operands, as formulas: `x + y`, `sigmoid(z)`, `A[0, 1:3]`. */

import { steadyDigits } from '../../base/printedArithmetic.ts';
import { latexWord } from '../../base/quoting.ts';
import { type Gate, type Options, type OptionValue, ruleOf } from '../../gates/gate.ts';
import { subscriptText } from '../../gates/subscripts.ts';
import type { BinaryOperator } from '../../syntax/tree.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { ATOM, type Piece, POWER_STRENGTH, PRODUCT_STRENGTH, piece } from './piece.ts';
import { binary, fittedPlain } from './plain.ts';
import { numberPiece, texMatrix } from './tex.ts';
import { fillTemplate, fittedTex as texFitted } from './texTemplate.ts';
import { tensorWritten, type Written, type WrittenPiece, written } from './written.ts';

const AS_BASE = { strength: ATOM, minus: false } as const;

export function appliedGate(gate: Gate, operands: readonly WrittenPiece[], options: Options): WrittenPiece {
  const plain = operands.map((operand) => operand.plain);
  const tex = operands.map((operand) => operand.tex);
  const [a = piece('…')] = plain;
  const [ta = piece('\\cdots')] = tex;
  const { spelling } = gate;
  switch (spelling.kind) {
    case 'infix':
      return {
        plain: binary(spelling.operator as BinaryOperator, a, plain[1] ?? piece('…')),
        tex: fillTemplate(gate, tex, NONE),
      };
    case 'prefix':
      return {
        plain: piece(`−${fittedPlain(a, { strength: PRODUCT_STRENGTH, minus: false })}`, PRODUCT_STRENGTH, true),
        tex: fillTemplate(gate, tex, NONE),
      };
    case 'transpose':
      return { plain: piece(`${fittedPlain(a, AS_BASE)}ᵀ`, POWER_STRENGTH), tex: fillTemplate(gate, tex, NONE) };
    case 'unwritten':
      return { plain: a, tex: ta };
    case 'index':
    case 'pick': {
      const subscripts = subscriptText(options, (by) => plain[by + 1]?.text ?? '…');
      const texSubscripts = subscriptText(options, (by) => tex[by + 1]?.text ?? '\\cdots');
      return {
        plain: piece(`${fittedPlain(a, AS_BASE)}[${subscripts}]`),
        tex: piece(`${texFitted(ta, AS_BASE)}[${texSubscripts.replaceAll(':', '{:}')}]`),
      };
    }
    case 'list':
      return {
        plain: piece(`[${shortened(plain)}]`),
        tex: piece(texMatrix(1, tex.length, (_, column) => tex[column]?.text ?? '')),
      };
    case 'call':
      return called(gate, spelling.name, plain, tex, options);
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

const shortened = (pieces: readonly Piece[]): string =>
  [...pieces.slice(0, 6).map((one) => one.text), ...(pieces.length > 6 ? ['…'] : [])].join(', ');

function called(
  gate: Gate,
  name: string,
  plain: readonly Piece[],
  tex: readonly Piece[],
  options: Options,
): WrittenPiece {
  const extra: string[] = [];
  const texOptions = new Map<string, string>();
  for (const spec of gate.options) {
    const value = options[spec.name];
    if (value === undefined) continue;
    texOptions.set(spec.name, typeof value === 'number' ? numberPiece(value).text : latexWord(optionText(value)));
    if (value !== spec.initial)
      extra.push(spec.positional && spec.kind !== 'axes' ? optionText(value) : `${spec.name}=${optionText(value)}`);
  }
  const { axis } = options;
  const under = axis === undefined ? '' : `\\mathrm{axis}=${typeof axis === 'object' ? `(${axis.join(', ')})` : axis}`;
  return {
    plain: piece(`${name}(${[shortened(plain), ...extra].join(', ')})`),
    tex: fillTemplate(gate, tex, texOptions, under),
  };
}

/** `−2 + 5`, with as many digits as it takes to give the result as printed; undefined where none will do. */
export function steadyApplied(
  gate: Gate,
  values: readonly Tensor[],
  options: Options,
  result: Written,
  digits: number,
): Written | undefined {
  const applied = (of: number): Written =>
    written(
      appliedGate(
        gate,
        values.map((value) => tensorWritten(value, of)),
        options,
      ),
    );
  const steady = steadyDigits((of) => `${applied(of).plain} = ${result.plain}`, digits);
  return steady === undefined ? undefined : applied(steady);
}

const optionText = (value: OptionValue): string => (typeof value === 'object' ? value.join(', ') : String(value));

/** The rule for each operand in the gate's own letters, for a page about the gate: `da = upstream · b`. */
export const rulesOf = (gate: Gate): readonly { readonly param: string; readonly rule: string }[] =>
  gate.params.flatMap((param, i) => {
    const rule =
      gate.differentiable[i] === false
        ? ''
        : ruleOf(
            gate,
            i,
            gate.params.map(() => []),
            {},
          );
    return [{ param, rule: rule === '' ? (gate.rules[i] ?? '') : rule }];
  });
