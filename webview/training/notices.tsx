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
    return advice ? [several ? `${variant.label}: ${advice}` : advice] : [];
  });
  return (
    <div class="notices" aria-live="polite">
      {model.refusal.value && <Notice kind="warning" text={model.refusal.value} />}
      {ends.map((text) => (
        <Notice key={text} kind="warning" text={text} />
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
