/** Whether a tool is a terminal, whose calls are shown with what they said. */
export const isTerminal = (toolId: string): boolean => /^(shell|bash|terminal)$/i.test(toolId)
