/** Every shortcut but those that lead to pages, as the help shows them. */
export const shortcutGroups = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: '⌘ K', does: 'Search and commands' },
      { keys: 'c', does: 'New session' },
      { keys: '[', does: 'Fold the side bar' },
      { keys: 'z', does: 'Undo, while the message offers it' },
      { keys: '?', does: 'This help' },
    ],
  },
  {
    title: 'Sessions',
    shortcuts: [
      { keys: 'j', does: 'Next row (⇧ selects on the way)' },
      { keys: 'k', does: 'Previous row' },
      { keys: '↵', does: 'Open the row' },
      { keys: 'x', does: 'Select the row (⇧ for a range)' },
      { keys: '⌘ A', does: 'Select all loaded rows' },
      { keys: 'Esc', does: 'Clear the selection' },
      { keys: 'e', does: 'Archive, or out of the archive' },
      { keys: 'l', does: 'Labels' },
      { keys: '⌫', does: 'Delete' },
      { keys: '.', does: 'Menu of the row' },
      { keys: '/', does: 'Search' },
      { keys: 'f', does: 'Filter' },
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
      { keys: 'j', does: 'Next request (⇧ selects on the way)' },
      { keys: 'k', does: 'Previous request' },
      { keys: 'x', does: 'Select the request (⇧ for a range)' },
      { keys: '⌘ A', does: 'Select all' },
      { keys: 'Esc', does: 'Clear the selection' },
      { keys: 'a', does: 'Allow once, or all that are selected' },
      { keys: 'd', does: 'Deny, or all that are selected' },
      { keys: 'e', does: 'Edit and allow' },
      { keys: 'o', does: 'Open the session' },
    ],
  },
] as const
