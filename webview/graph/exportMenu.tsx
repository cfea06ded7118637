import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExportFormat } from '../../src/protocol/graph.ts';
import { Icon } from '../shared/icon.tsx';
import { exportPicture } from './model/exportPicture.ts';
import type { GraphModel } from './model/graphModel.ts';

const formats: readonly { readonly format: ExportFormat; readonly title: string }[] = [
  { format: 'svg', title: 'SVG picture' },
  { format: 'png', title: 'PNG picture' },
  { format: 'tikz', title: 'TikZ picture' },
  { format: 'latex', title: 'LaTeX derivation' },
  { format: 'pytorch', title: 'PyTorch script' },
  { format: 'text', title: 'Outline in words' },
];

/** Copy or save the graph in several forms. */
export function ExportMenu({ model }: { readonly model: GraphModel }) {
  const [open, setOpen] = useState(false);
  const [light, setLight] = useState(true);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      place.current?.querySelector('button')?.focus();
    };
    const menu = place.current;
    document.addEventListener('pointerdown', away);
    menu?.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', away);
      menu?.removeEventListener('keydown', onKey);
    };
  }, [open]);
  const run = (format: ExportFormat, to: 'clipboard' | 'file') => {
    setOpen(false);
    exportPicture(model, format, to, light ? 'light' : 'dark').catch((error: unknown) => {
      model.refusal.value =
        to === 'clipboard' ? 'It could not be copied. It can be saved instead.' : 'The picture could not be made.';
      model.log(`export ${format}: ${String(error)}`);
    });
  };
  return (
    <div class="menu" ref={place}>
      <button
        type="button"
        class="iconButton"
        title="Export"
        aria-label="Export"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" />
      </button>
      {open && (
        <div class="menuBody">
          <label>
            <input type="checkbox" checked={light} onChange={(event) => setLight(event.currentTarget.checked)} />{' '}
            Pictures on white paper
          </label>
          {formats.map(({ format, title }) => (
            <p key={format}>
              <span>{title}</span>
              <button type="button" aria-label={`Copy: ${title}`} onClick={() => run(format, 'clipboard')}>
                Copy
              </button>
              <button type="button" aria-label={`Save: ${title}`} onClick={() => run(format, 'file')}>
                Save…
              </button>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
