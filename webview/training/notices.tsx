import { Icon } from '../shared/icon.tsx';
import { usePanel } from './model/panelContext.ts';
import { endAdvice } from './model/runWords.ts';

/** What the reader should know before looking at the pictures, most urgent first. */
export function Notices() {
  const { model } = usePanel();
  model.revision.value;
  const several = model.variants.value.length > 1;
  const ends = model.variants.value.flatMap(({ end, variant }) => {
    const advice = end && endAdvice(end);
    const kind = end?.how === 'diverged' || end?.how === 'failed' ? ('warning' as const) : ('info' as const);
    return advice ? [{ kind, text: several && end?.how !== 'cancelled' ? `${variant.label}: ${advice}` : advice }] : [];
  });
  return (
    <div class="notices" aria-live="polite">
      {model.refusal.value && <Notice kind="warning" text={model.refusal.value} />}
      {[...new Map(ends.map((one) => [one.text, one])).values()].map(({ kind, text }) => (
        <Notice key={text} kind={kind} text={text} />
      ))}
      {model.hints.value.map((text) => (
        <Notice key={text} kind="info" text={text} />
      ))}
      {model.notice.value && <Notice kind="info" text={model.notice.value} />}
    </div>
  );
}

const Notice = ({ kind, text }: { readonly kind: 'warning' | 'info'; readonly text: string }) => (
  <p class={`notice ${kind}`}>
    <Icon name={kind} />
    <span>{text}</span>
  </p>
);
