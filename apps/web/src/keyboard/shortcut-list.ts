/** Every shortcut, as the help shows it. */
export const shortcutGroups = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: '⌘ K', does: 'Search and commands' },
      { keys: 'c', does: 'New session' },
      { keys: 'g then s', does: 'Sessions' },
      { keys: 'g then i', does: 'Inbox' },
      { keys: 'g then a', does: 'Agents' },
      { keys: 'g then r', does: 'Rules' },
      { keys: 'g then u', does: 'Usage' },
      { keys: 'g then ,', does: 'Settings' },
      { keys: '?', does: 'This help' },
    ],
  },
  {
    title: 'Sessions',
    shortcuts: [
      { keys: 'j', does: 'Next row' },
      { keys: 'k', does: 'Previous row' },
      { keys: '↵', does: 'Open the row' },
      { keys: '/', does: 'Search' },
    ],
  },
  {
    title: 'Session',
    shortcuts: [
      { keys: 'r', does: 'Write to the agent' },
      { keys: 'i', does: 'Inspector' },
      { keys: 'b', does: 'Newest message' },
      { keys: '/', does: 'Search in the session' },
      { keys: 'm', does: 'Next message (⇧ m the one before)' },
      { keys: 't', does: 'Next tool call (⇧ t the one before)' },
      { keys: 'e', does: 'Next problem (⇧ e the one before)' },
      { keys: 'Esc Esc', does: 'Stop the run' },
      { keys: '↵', does: 'Send (⇧ ↵ for a new line)' },
    ],
  },
  {
    title: 'Inbox',
    shortcuts: [
      { keys: 'j', does: 'Next request' },
      { keys: 'k', does: 'Previous request' },
      { keys: 'a', does: 'Allow once' },
      { keys: 'd', does: 'Deny' },
      { keys: 'e', does: 'Edit and allow' },
      { keys: 'o', does: 'Open the session' },
    ],
  },
] as const
