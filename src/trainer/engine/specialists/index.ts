import type { Specialist } from '../program.ts';
import type { Precision } from '../store.ts';
import { elementwiseInstruction } from './elementwise.ts';
import { kernelMultiplier, plainMultiplier } from './multiplier.ts';
import { productInstruction } from './products.ts';

/** Faster instructions for the gates that most time goes into, in this number type. */
export function specialistFor(precision: Precision): Specialist {
  const multiplier = (precision === 'float32' ? kernelMultiplier() : undefined) ?? plainMultiplier;
  return (site) => productInstruction(site, multiplier) ?? elementwiseInstruction(site);
}
