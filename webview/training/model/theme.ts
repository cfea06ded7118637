import { signal } from '@preact/signals';

/** Counts changes of the editor's theme; pictures on a canvas read their colours anew when it grows. */
export const themeRevision = signal(0);

/** The value of a theme colour now, for canvases. `property` is a custom property's name. */
export function themeColour(property: string, otherwise = 'currentColor'): string {
  const value = getComputedStyle(document.body).getPropertyValue(property).trim();
  return value || (otherwise === 'currentColor' ? getComputedStyle(document.body).color : otherwise);
}

export const highContrast = (): boolean =>
  document.body.classList.contains('vscode-high-contrast') ||
  document.body.classList.contains('vscode-high-contrast-light');

let probe: CanvasRenderingContext2D | undefined;

/** Any CSS colour as red, green, blue (0 to 255). */
export function channels(colour: string): readonly [number, number, number] {
  probe ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true }) ?? undefined;
  if (!probe) return [128, 128, 128];
  probe.canvas.width = 1;
  probe.canvas.height = 1;
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export function watchTheme(): void {
  const watcher = new MutationObserver(() => {
    themeRevision.value++;
  });
  watcher.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
