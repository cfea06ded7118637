import { markerPath, variantStyle } from '../model/variantStyle.ts';

/** A stretch of a variant's line with its marker, for legends and tables. */
export function LineSample({ variant }: { readonly variant: number }) {
  const { colour, dash, marker } = variantStyle(variant);
  return (
    <svg
      class="sample"
      viewBox="0 0 30 12"
      width="30"
      height="12"
      aria-hidden="true"
      style={{ color: `var(${colour})` }}
    >
      <line x1="1" x2="29" y1="6" y2="6" stroke="currentColor" stroke-width="1.75" stroke-dasharray={dash.join(' ')} />
      <path class="sample-marker" transform="translate(15 6)" d={markerPath(marker, 3.6)} fill="currentColor" />
    </svg>
  );
}
