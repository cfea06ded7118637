/** A drawing in the making: the same records as in the contract, still to be filled. */
import type { Tensor } from '../../tensor/tensor.ts';
import type { DrawnBox, DrawnEdge, DrawnNode } from './drawing.ts';

type Open<Record> = { -readonly [Field in keyof Record]: Record[Field] };

export interface NodeInMaking extends Open<Omit<DrawnNode, 'into' | 'out' | 'box'>> {
  box: BoxInMaking | undefined;
  /** Values of the gate's operands as the tape has them, before any is stretched. */
  operandValues: readonly Tensor[];
  readonly into: DrawnEdge[];
  readonly out: DrawnEdge[];
}

export interface BoxInMaking extends Open<Omit<DrawnBox, 'parent' | 'operands'>> {
  parent: BoxInMaking | undefined;
  operands: readonly NodeInMaking[];
}

/** One operand of one gate, before copy gates are put in between. */
export interface OperandUse {
  readonly to: NodeInMaking;
  readonly port: number;
  readonly message: Tensor | undefined;
}

export class Sketch {
  /** In forward order. */
  readonly nodes: NodeInMaking[] = [];
  readonly uses = new Map<NodeInMaking, OperandUse[]>();
  readonly boxes: BoxInMaking[] = [];

  use(operand: NodeInMaking, one: OperandUse): void {
    const known = this.uses.get(operand);
    if (known) known.push(one);
    else this.uses.set(operand, [one]);
  }
}
