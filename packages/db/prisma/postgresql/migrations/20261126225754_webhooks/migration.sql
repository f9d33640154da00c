-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "url" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "types" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C",
    "agentId" TEXT COLLATE "C",
    "enabled" BOOLEAN NOT NULL,
    "disabledReason" TEXT COLLATE "C",
    "secret" TEXT COLLATE "C" NOT NULL,
    "previousSecret" TEXT COLLATE "C",
    "previousSecretUntil" TEXT COLLATE "C",
    "createdBy" TEXT COLLATE "C" NOT NULL,
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "updatedAt" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT COLLATE "C" NOT NULL,
    "projectId" TEXT COLLATE "C" NOT NULL,
    "webhookId" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "eventId" TEXT COLLATE "C" NOT NULL,
    "eventType" TEXT COLLATE "C" NOT NULL,
    "seq" INTEGER NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" TEXT COLLATE "C",
    "retryUntil" TEXT COLLATE "C" NOT NULL,
    "lastStatus" INTEGER,
    "lastError" TEXT COLLATE "C",
    "createdAt" TEXT COLLATE "C" NOT NULL,
    "finishedAt" TEXT COLLATE "C",

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery"("webhookId", "status", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "webhook_delivery_list" ON "webhook_delivery"("webhookId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_age" ON "webhook_delivery"("status", "finishedAt");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
