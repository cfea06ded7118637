import type { Card } from '../../../src/protocol/graph.ts';
import { Formula } from '../../shared/formula.tsx';

export interface StepCardProps {
  readonly card: Card;
  /** Those of the card's remarks that stand nowhere else. */
  readonly remarks: readonly string[];
  /** Gate and pattern are named above it already. */
  readonly untitled?: boolean;
}

/** What a step says: the rule with symbols, then with the numbers in it. */
export function StepCard({ card, remarks, untitled = false }: StepCardProps) {
  return (
    <article class={`card ${card.phase}`} data-about={card.node}>
      <h2>
        <span class="phaseTag">{card.phase}</span>
        {!untitled && card.title}
        {!untitled && card.pattern !== undefined && <span class="pattern">{card.pattern}</span>}
      </h2>
      <p class="sentence">{card.sentence.replaceAll(' · ', '\u00a0·\u00a0')}</p>
      <div class="formulas">
        {card.formulas.map((formula) => (
          <div class="formulaRow" key={`${formula.port ?? ''} ${formula.label}`}>
            {formula.label.startsWith('to ') && <span class="receiver">{formula.label}</span>}
            <Formula tex={formula.symbols} plain={formula.plain} />
            <Formula tex={formula.numbers} plain="" />
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

/** The sum at a copy gate as it grows: `0 → 3 → 5`. */
function Ledger({ ledger }: { readonly ledger: NonNullable<Card['ledger']> }) {
  return (
    <ol class="ledger" aria-label="Messages that are added up">
      <li>
        <span class="sum">0</span>
      </li>
      {ledger.map(({ from, message, sum }, k) => (
        <li key={k}>
          <span class="message" title={`from ${from}`}>
            + {message}
            <small>{from}</small>
          </span>
          <span class="sum">{sum}</span>
        </li>
      ))}
    </ol>
  );
}
