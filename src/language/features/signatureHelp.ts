import type { Position, SignatureHelp } from 'vscode-languageserver-types';
import { markdownCode } from '../../core/base/quoting.ts';
import { signatureOf } from '../../core/evaluate/calls/calls.ts';
import { calls, gateOfOperator } from '../../core/gates/index.ts';
import { makerNamed } from '../../core/makers/index.ts';
import { roleWords } from '../../core/semantics/functionTable.ts';
import { ownNameOf } from '../../core/semantics/spellings.ts';
import { trainOptions } from '../../core/semantics/trainOptions.ts';
import { type CallContext, contextAt } from '../../core/syntax/cursor/cursorContext.ts';
import { printStatement } from '../../core/syntax/format/printer.ts';
import { defAbove } from '../document/defAbove.ts';
import type { DocumentState } from '../document/documentState.ts';

interface Signature {
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
}

/** The signatures of the function whose brackets the cursor is in. */
export function signatureHelp(state: DocumentState, position: Position): SignatureHelp | null {
  const offset = state.offsetAt(position);
  const [written] = contextAt(state.document, offset).calls;
  if (written === undefined) return null;
  // What a method is of is its first operand.
  const call = written.form === 'method' ? { ...written, argument: written.argument + 1 } : written;
  const signatures = signaturesOf(state, call);
  if (signatures.length === 0) return null;
  const active = signatures.findIndex(({ parameters }) => parameters.length > call.argument);
  const chosen = Math.max(0, active);
  return {
    signatures: signatures.map(({ label, documentation, parameters }) => ({
      label,
      documentation: { kind: 'markdown', value: documentation },
      parameters: parameters.map((parameter) => ({ label: parameter.label, documentation: parameter.documentation })),
    })),
    activeSignature: chosen,
    activeParameter: activeParameter(signatures[chosen], call),
  };
}

function activeParameter(signature: Signature | undefined, call: CallContext): number {
  if (signature === undefined) return 0;
  const { parameters } = signature;
  const named = parameters.findIndex(({ label }) => label.split('=')[0] === call.option);
  if (call.option !== undefined && named >= 0) return named;
  if (call.given.length > 0) {
    // Only options follow an option: the first that is not there yet.
    const next = parameters.findIndex(
      ({ label }) => label.includes('=') && !call.given.includes(label.split('=')[0] ?? ''),
    );
    if (next >= 0) return next;
  }
  const more = parameters.findIndex(({ label }) => label === '…');
  const last = more >= 0 ? more : parameters.length - 1;
  return Math.min(call.argument, Math.max(0, last));
}

/** Calls that are statements of their own, where they begin a line. */
const statements: readonly Signature[] = [
  {
    label: 'backward(f)',
    documentation: "Makes a number the cell's output: the one that its gradients are of.",
    parameters: [{ label: 'f', documentation: 'a single number' }],
  },
  {
    label: 'grad(x) = ?',
    documentation: 'Asks for the gradient of the output with respect to x.',
    parameters: [{ label: 'x', documentation: 'a name' }],
  },
  {
    label: 'value(x) = ?',
    documentation: 'Asks for the value of x.',
    parameters: [{ label: 'x', documentation: 'a name' }],
  },
];

function signaturesOf(state: DocumentState, { name: written, form, from }: CallContext): readonly Signature[] {
  const statement = state.document.starts.findLastIndex((start) => start <= from);
  const isPlain = form === 'plain';
  const opens = isPlain && statement >= 0 && state.document.starts[statement] === from;
  const own = opens ? statements.find(({ label }) => label.startsWith(`${written}(`)) : undefined;
  if (own) return [own];
  const def = isPlain ? defAbove(state.document, statement, written) : undefined;
  if (def) {
    const params = def.params.map((param) => param.name);
    return [
      {
        label: `${written}(${params.join(', ')})`,
        documentation: markdownCode(cut(printStatement(def))),
        parameters: params.map((label) => ({ label, documentation: '' })),
      },
    ];
  }
  const name = ownNameOf(written);
  const operator = gateOfOperator(name);
  const gates = operator ? [operator] : calls.get(name);
  if (gates)
    // `x.max(0)` is along an axis, `max(x, 0)` compares.
    return (isPlain || name !== written ? gates : gates.toSorted((a, b) => a.params.length - b.params.length)).map(
      (gate) => ({
        label: operator ? gate.params.join(` ${name} `) : signatureOf(gate, name),
        documentation: `${gate.prose.summary}\n\n*Gradient:* ${gate.prose.insight}\n\n*Shapes:* ${gate.prose.shapes}`,
        parameters: [
          ...gate.params.map((label) => ({ label, documentation: '' })),
          ...gate.options.map((option) => ({
            label: option.positional && option.initial === undefined ? option.name : `${option.name}=…`,
            documentation: option.meaning,
          })),
        ],
      }),
    );
  const maker = makerNamed(name);
  if (maker)
    return [
      {
        label: maker.signature,
        documentation: maker.prose.summary,
        parameters: maker.signature
          .slice(maker.name.length + 1, -1)
          .split(', ')
          .map((label) => ({
            label,
            documentation: maker.options.find((option) => label === `${option.name}=`)?.meaning ?? '',
          })),
      },
    ];
  const set = state.surroundings.dataSets.find((candidate) => candidate.name === name);
  if (set) {
    const parameters = set.options.map((option) => ({
      label: `${option.name}=${option.initial === undefined ? '…' : JSON.stringify(option.initial)}`,
      documentation: option.meaning,
    }));
    return [
      {
        label: `${name}(${parameters.map(({ label }) => label).join(', ')})`,
        documentation: set.prose.summary,
        parameters,
      },
    ];
  }
  if (name === 'train') {
    const parameters = [
      { label: 'loss', documentation: 'the scalar to be minimised' },
      ...trainOptions.map((option) => ({
        label: `${option.name}=${option.initial === 'required' ? '…' : option.initial}`,
        documentation: `${option.meaning} Takes ${option.takes}.`,
      })),
    ];
    return [
      {
        label: `train(${parameters.map(({ label }) => label).join(', ')})`,
        documentation: 'Declares a training run; it runs only when asked to.',
        parameters,
      },
    ];
  }
  const role = roleWords.find((word) => word.name === name);
  return role
    ? [{ label: `${name}(x)`, documentation: role.summary, parameters: [{ label: 'x', documentation: '' }] }]
    : [];
}

const LONGEST = 200;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
