import { stored } from '@/preferences/stored.ts'

export const sidebarFolded = stored<boolean>('sidebar-folded', false, (json) => json === true)
