-- CreateTable
CREATE TABLE "bridge" (
    "name" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "bridge_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "bridge_cursor" (
    "bridge" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "seq" INTEGER NOT NULL,

    CONSTRAINT "bridge_cursor_pkey" PRIMARY KEY ("sessionId","bridge")
);

-- AddForeignKey
ALTER TABLE "bridge_cursor" ADD CONSTRAINT "bridge_cursor_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
