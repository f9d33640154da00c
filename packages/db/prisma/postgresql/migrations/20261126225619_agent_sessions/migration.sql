-- AlterTable
ALTER TABLE "session_detail" ADD COLUMN     "agentOptions" TEXT COLLATE "C",
ADD COLUMN     "agentSessionId" TEXT COLLATE "C";

-- CreateIndex
CREATE INDEX "session_detail_agent_session" ON "session_detail"("agentSessionId");
