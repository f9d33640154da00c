-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT,
    "types" TEXT NOT NULL,
    "sessionId" TEXT,
    "agentId" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "disabledReason" TEXT,
    "secret" TEXT NOT NULL,
    "previousSecret" TEXT,
    "previousSecretUntil" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "eventType" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" TEXT,
    "retryUntil" TEXT NOT NULL,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" TEXT NOT NULL,
    "finishedAt" TEXT,
    CONSTRAINT "webhook_delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "webhook" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- CreateIndex
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery"("webhookId", "status", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "webhook_delivery_list" ON "webhook_delivery"("webhookId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_age" ON "webhook_delivery"("status", "finishedAt");
