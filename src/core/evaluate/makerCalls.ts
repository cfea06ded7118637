import type { NodeId } from '../autodiff/tape/node.ts';
import { NO_OPTIONS } from '../autodiff/tape/tape.ts';
import type { Random } from '../base/random.ts';
import { makers } from '../makers/index.ts';
import { isMakerProblem, type Maker, type MakerArguments } from '../makers/maker.ts';
import type { Meaning } from '../semantics/spellings.ts';
import type { Call } from '../syntax/tree.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';
import { type Context, evaluate, fail, operandOf, randomFor, remember, tooLarge } from './context.ts';

const byName: ReadonlyMap<string, Maker> = new Map(makers.map((maker) => [maker.name, maker]));

/** `randn(3, 4, seed=1)`: a tensor made from numbers alone; nothing flows back through it. */
export function callMaker(context: Context, call: Call, { name, args }: Meaning): NodeId | undefined {
  const maker = byName.get(name);
  if (maker === undefined) return undefined;
  const positional: Tensor[] = [];
  const named = new Map<string, Tensor>();
  const operands: (Tensor | number)[] = [];
  const nodes: NodeId[] = [];
  for (const argument of args) {
    if (argument.name && !maker.options.some((option) => option.name === argument.name?.name))
      return fail(
        context,
        'unknown-option',
        argument.name,
        `${maker.name} has no option ${argument.name.name}: it is written ${maker.signature}`,
      );
    const node = evaluate(context, argument.value);
    if (node === undefined) return undefined;
    operands.push(operandOf(context.tape, node));
    if (argument.name) named.set(argument.name.name, context.tape.valueOf(node));
    else {
      positional.push(context.tape.valueOf(node));
      nodes.push(node);
    }
  }
  const given = { positional, named };
  const shape = maker.shape(given);
  if (isMakerProblem(shape)) return fail(context, 'maker', call, shape.problem);
  const large = tooLarge(context, shape);
  if (large) return fail(context, 'too-large', call, large);
  const seed = named.get('seed')?.data[0];
  const random = randomFor(context, maker.random ? seed : undefined);
  if (maker.random && seed === undefined) operands.push(context.assigning.length === 0 ? 0 : hashOf(context.assigning));
  const { out } = remember(context, maker, operands, NO_OPTIONS, () => {
    const made = zeros(shape);
    maker.fill(made, given, random);
    return made;
  });
  const id = context.tape.pushLeaf('constant', out, call);
  if (!maker.random && nodes.length > 0)
    context.tape.derivations.set(id, {
      inputs: nodes,
      again: (inputs) => makeAgain(maker, { positional: inputs, named }, random),
    });
  return id;
}

function makeAgain(maker: Maker, given: MakerArguments, random: Random): Tensor | undefined {
  const shape = maker.shape(given);
  if (isMakerProblem(shape)) return undefined;
  const made = zeros(shape);
  maker.fill(made, given, random);
  return made;
}

/** Tells names apart when a remembered tensor is looked for. */
function hashOf(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash;
}
