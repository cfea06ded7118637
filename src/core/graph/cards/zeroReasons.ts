import { type ZeroReasons, zeroReasons } from '../../explain/zeroReason.ts';
import { arrivalsAt, type Drawing, type DrawnNode } from '../build/drawing.ts';
import { applicationAt } from './operation.ts';

/** Why gradients in a drawing, or single messages, are exactly 0. */
export const zeroReasonsIn = (drawing: Drawing): ZeroReasons<DrawnNode> =>
  zeroReasons<DrawnNode>({
    output: drawing.outputName,
    digits: drawing.request.digits,
    label: ({ label }) => label,
    gradient: ({ gradient }) => gradient,
    arrivals: arrivalsAt,
    application: ({ id }) => applicationAt(drawing, id),
  });
