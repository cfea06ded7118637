import type { ViewData, ViewRequest } from '../../protocol/training.ts';
import { unreachable } from '../../protocol/wire.ts';
import type { Prepared } from '../run/prepare.ts';
import { boundary } from './boundary.ts';
import { confusion } from './confusion.ts';
import { fit } from './fit.ts';
import { histograms } from './histograms.ts';
import { example, units } from './network.ts';
import { surface } from './surface.ts';
import { trial } from './trial.ts';
import { update } from './update.ts';
import type { Shown, ViewName } from './view.ts';
import { sizes, slice } from './way.ts';

const views = [fit, boundary, surface, units, histograms, sizes, slice, update, confusion, example] as const;

export const viewsFitting = (prepared: Prepared): readonly ViewName[] =>
  views.filter((view) => view.fits(prepared)).map((view) => view.name);

/** Undefined where the view has nothing to show for this training. */
export function showView(request: Exclude<ViewRequest, { view: 'parameters' }>, at: Shown): ViewData | undefined {
  switch (request.view) {
    case 'boundary':
      return boundary.fits(at.prepared) ? boundary.show(request, at) : undefined;
    case 'surface':
      return surface.fits(at.prepared) ? surface.show(request, at) : undefined;
    case 'fit':
      return fit.fits(at.prepared) ? fit.show(request, at) : undefined;
    case 'histograms':
      return histograms.show(request, at);
    case 'update':
      return update.show(request, at);
    case 'confusion':
      return confusion.fits(at.prepared) ? confusion.show(request, at) : undefined;
    case 'units':
      return units.fits(at.prepared) ? units.show(request, at) : undefined;
    case 'example':
      return example.fits(at.prepared) ? example.show(request, at) : undefined;
    case 'sizes':
      return sizes.fits(at.prepared) ? sizes.show(request, at) : undefined;
    case 'slice':
      return slice.fits(at.prepared) ? slice.show(request, at) : undefined;
    case 'trial':
      return trial.fits(at.prepared) ? trial.show(request, at) : undefined;
    default:
      return unreachable(request);
  }
}
