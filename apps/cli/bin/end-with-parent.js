// Loaded before the command when `sojourn.js` has handed over to another Node.
process.channel?.unref()
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
