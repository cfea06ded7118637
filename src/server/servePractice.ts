import type { Connection } from 'vscode-languageserver';
import { generateBugHunt } from '../core/tutor/practice/bugHunt.ts';
import { generatePractice } from '../core/tutor/practice/generatePractice.ts';
import { bugTopics, type Difficulty, difficulties, topics, topicTitles } from '../core/tutor/practice/topic.ts';
import { worksheet } from '../core/tutor/practice/worksheet.ts';
import type { LanguageService } from '../language/service.ts';
import { practiceRequest, practiceTopicsRequest, type Request, worksheetRequest } from '../protocol/language.ts';
import { guarded, type Log } from './guarded.ts';

const BUG_HUNT = 'bug hunt';

/** Exercises and worksheets: what the editor's commands ask for. */
export function servePractice(connection: Connection, service: LanguageService, log: Log): void {
  const answer = <Params, Result>(
    request: Request<Params, Result>,
    empty: Result,
    reply: (params: Params) => Result,
  ): void => {
    const guardedReply = guarded(log, request.method, empty, reply);
    connection.onRequest(request.method, (params: Params): unknown => guardedReply(params));
  };
  answer(practiceTopicsRequest, [], () => [
    ...topics.map((topic) => ({ topic, title: topicTitles[topic], difficulties })),
    { topic: BUG_HUNT, title: 'Bug hunt', difficulties: [] },
  ]);
  answer(practiceRequest, null, ({ topic, difficulty, seed }) => {
    if (topic === BUG_HUNT) return practiceOnly(generateBugHunt({ topic: undefined, seed }));
    const hunted = bugTopics.find((known) => `${BUG_HUNT} ${known}` === topic);
    if (hunted) return practiceOnly(generateBugHunt({ topic: hunted, seed }));
    const wanted = topics.find((known) => known === topic);
    return wanted ? generatePractice({ topic: wanted, difficulty: levelOf(difficulty), seed }) : null;
  });
  answer(worksheetRequest, null, ({ uri, to, variants, seed }) => {
    const state = service.state(uri);
    return state ? worksheet(state.document.text, { to, variants, seed, surroundings: state.surroundings }) : null;
  });
}

const levelOf = (difficulty: number): Difficulty => difficulties.find((level) => level === difficulty) ?? 1;

const practiceOnly = ({ title, text }: { readonly title: string; readonly text: string }) => ({ title, text });
