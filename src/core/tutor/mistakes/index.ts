import { addHalved } from './addHalved.ts';
import { ascent } from './ascent.ts';
import { broadcastAveraged } from './broadcastAveraged.ts';
import { broadcastNotSummed } from './broadcastNotSummed.ts';
import { expSlope } from './expSlope.ts';
import { forkOverwritten } from './forkOverwritten.ts';
import { innerDerivative } from './innerDerivative.ts';
import { maxToBoth } from './maxToBoth.ts';
import { maxToLoser } from './maxToLoser.ts';
import { meanForgotten } from './meanForgotten.ts';
import { meanTwice } from './meanTwice.ts';
import type { Mistake, MistakeCode } from './mistake.ts';
import { momentumEma } from './momentumEma.ts';
import { momentumLrInside } from './momentumLrInside.ts';
import { momentumSign } from './momentumSign.ts';
import { noSwap } from './noSwap.ts';
import { orderSwapped } from './orderSwapped.ts';
import { powerSlope } from './powerSlope.ts';
import { recursionOrder } from './recursionOrder.ts';
import { reluMask } from './reluMask.ts';
import { sigmoidSlopeMistake } from './sigmoidSlope.ts';
import { signLost } from './signLost.ts';
import { softmaxNoLabel } from './softmaxNoLabel.ts';
import { softmaxSign } from './softmaxSign.ts';
import { softmaxSlope } from './softmaxSlope.ts';
import { squareFactor } from './squareFactor.ts';
import { statisticsFixed, varianceSlope } from './statistics.ts';
import { tanhSlope } from './tanhSlope.ts';
import { transposeMissing } from './transposeMissing.ts';
import { upstreamAdded } from './upstreamAdded.ts';
import { upstreamForgotten } from './upstreamForgotten.ts';
import { kernelFlipped, rowsOverwritten, windowToAll } from './windows.ts';

/** Every mistake that the tutor knows. */
export const mistakes: readonly Mistake[] = [
  forkOverwritten,
  noSwap,
  upstreamForgotten,
  upstreamAdded,
  addHalved,
  maxToBoth,
  maxToLoser,
  signLost,
  powerSlope,
  expSlope,
  sigmoidSlopeMistake,
  tanhSlope,
  reluMask,
  transposeMissing,
  orderSwapped,
  broadcastNotSummed,
  broadcastAveraged,
  meanForgotten,
  meanTwice,
  softmaxSign,
  softmaxNoLabel,
  softmaxSlope,
  squareFactor,
  innerDerivative,
  recursionOrder,
  statisticsFixed,
  varianceSlope,
  kernelFlipped,
  windowToAll,
  rowsOverwritten,
  momentumSign,
  momentumEma,
  momentumLrInside,
  ascent,
];

const byCode = new Map(mistakes.map((mistake) => [mistake.code, mistake]));
export const mistakeOf = (code: MistakeCode): Mistake | undefined => byCode.get(code);
