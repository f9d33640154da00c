-- Written by hand: Prisma has no words for an index of some rows. Most sessions have neither a parent nor a session that
-- their agent keeps: they write no page for these any more.
DROP INDEX "session_parent";
CREATE INDEX "session_parent" ON "session"("parentId") WHERE "parentId" IS NOT NULL;
DROP INDEX "session_detail_agent_session";
CREATE INDEX "session_detail_agent_session" ON "session_detail"("agentSessionId") WHERE "agentSessionId" IS NOT NULL;
