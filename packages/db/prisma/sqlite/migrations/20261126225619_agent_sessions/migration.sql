-- AlterTable
ALTER TABLE "session_detail" ADD COLUMN "agentOptions" TEXT;
ALTER TABLE "session_detail" ADD COLUMN "agentSessionId" TEXT;

-- CreateIndex
CREATE INDEX "session_detail_agent_session" ON "session_detail"("agentSessionId");
