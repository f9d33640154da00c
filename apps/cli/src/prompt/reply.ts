/** What somebody at the prompt says: an answer, that somebody else shall give it, or Ctrl-C. */
export type Reply<Answer> = { answer: Answer } | 'later' | 'interrupted'
