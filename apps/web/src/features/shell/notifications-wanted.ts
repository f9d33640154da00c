import { stored } from '@/preferences/stored.ts'

/** Whether this browser says so when something waits for a person while the console is not in view. */
export const notificationsWanted = stored<boolean>('notifications', false, (json) => json === true)
