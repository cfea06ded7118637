import { t } from '../../../src/core/base/words.ts';
import type { Card, CardFormula } from '../../../src/protocol/graph.ts';
import { FormulaView } from '../../shared/formula.tsx';

interface StepCardProps {
  readonly card: Card;
  /** It is of other numbers than the picture, and those of the picture are on their way. */
  readonly late: boolean;
  /** Those of the card's remarks that stand nowhere else. */
  readonly remarks: readonly string[];
  /** Gate and pattern are named above it already. */
  readonly untitled?: boolean;
}

/** What a step says: the rule with symbols, then with the numbers in it. */
export function StepCard({ card, late, remarks, untitled = false }: StepCardProps) {
  return (
    <article class={`card ${card.phase}${late ? ' late' : ''}`} data-about={card.node} aria-busy={late}>
      <h2>
        <span class="phaseTag">{card.phase === 'forward' ? t('forward') : t('backward')}</span>
        {!untitled && card.title}
        {!untitled && card.pattern !== undefined && <span class="pattern">{card.pattern}</span>}
      </h2>
      <p class="sentence">{card.sentence.replaceAll(' · ', '\u00a0·\u00a0')}</p>
      <div class="formulas">
        {card.formulas.map((formula) => (
          <div class="formulaRow" key={`${formula.port ?? ''} ${formula.label}`}>
            {formula.label.startsWith('to ') && <span class="receiver">{formula.label}</span>}
            <FormulaView tex={texOf(formula)} plain={formula.plain} />
          </div>
        ))}
      </div>
      {card.ledger && <Ledger ledger={card.ledger} />}
      {card.insight !== undefined && <p class="insight">{card.insight}</p>}
      {remarks.map((remark) => (
        <p class="remark" key={remark}>
          {remark}
        </p>
      ))}
    </article>
  );
}

/** Symbols, numbers and sizes as one formula; it breaks at its signs where it is too long for the panel. */
const texOf = ({ symbols, numbers, shapes }: CardFormula): string =>
  [[symbols, numbers].filter((part) => part !== '').join(' = '), ...(shapes ? [shapes] : [])].join(' \\qquad ');

/** The sum at a copy gate as it grows: `0 → 3 → 5`. */
function Ledger({ ledger }: { readonly ledger: NonNullable<Card['ledger']> }) {
  return (
    <ol class="ledger" aria-label={t('Messages that are added up')}>
      <li>
        <span class="sum">0</span>
      </li>
      {ledger.map(({ from, message, sum }, k) => (
        <li key={k}>
          <span class="message" title={t('from {0}', from)}>
            + {message}
            <small>{from}</small>
          </span>
          <span class="sum">{sum}</span>
        </li>
      ))}
    </ol>
  );
}
