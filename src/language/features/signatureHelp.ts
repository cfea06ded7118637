import type { Position, SignatureHelp } from 'vscode-languageserver-types';
import { signatureOf } from '../../core/autodiff/calls.ts';
import { calls } from '../../core/gates/index.ts';
import { makerNamed } from '../../core/makers/index.ts';
import { roleWords } from '../../core/semantics/functionTable.ts';
import { trainOptions } from '../../core/semantics/trainOptions.ts';
import { type CallContext, contextAt } from '../../core/syntax/context.ts';
import type { DocumentState } from '../documentState.ts';

interface Signature {
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
}

/** The signatures of the function whose brackets the cursor is in. */
export function signatureHelp(state: DocumentState, position: Position): SignatureHelp | null {
  const [call] = contextAt(state.document, state.offsetAt(position)).calls;
  if (call === undefined) return null;
  const signatures = signaturesOf(state, call.name);
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
  const named =
    call.option === undefined ? -1 : signature.parameters.findIndex(({ label }) => label.split('=')[0] === call.option);
  return named >= 0 ? named : Math.min(call.argument, Math.max(0, signature.parameters.length - 1));
}

function signaturesOf(state: DocumentState, name: string): readonly Signature[] {
  const def = state.document.statements.findLast(({ tree }) => tree.kind === 'def' && tree.name.name === name)?.tree;
  if (def?.kind === 'def') {
    const params = def.params.map((param) => param.name);
    return [
      {
        label: `${name}(${params.join(', ')})`,
        documentation: 'Defined in this file.',
        parameters: params.map((label) => ({ label, documentation: '' })),
      },
    ];
  }
  const gates = calls.get(name);
  if (gates)
    return gates.map((gate) => ({
      label: signatureOf(gate, name),
      documentation: `${gate.prose.summary}\n\n*Gradient:* ${gate.prose.insight}\n\n*Shapes:* ${gate.prose.shapes}`,
      parameters: [
        ...gate.params.map((label) => ({ label, documentation: '' })),
        ...gate.options.map((option) => ({
          label: option.positional && option.initial === undefined ? option.name : `${option.name}=…`,
          documentation: option.meaning,
        })),
      ],
    }));
  const maker = makerNamed(name);
  if (maker)
    return [
      {
        label: maker.signature,
        documentation: maker.prose.summary,
        parameters: maker.options
          .filter((option) => maker.signature.includes(option.name))
          .map((option) => ({ label: option.name, documentation: option.meaning })),
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
