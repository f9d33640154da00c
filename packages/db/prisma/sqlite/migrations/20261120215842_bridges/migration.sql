-- CreateTable
CREATE TABLE "bridge" (
    "name" TEXT NOT NULL PRIMARY KEY
);

-- CreateTable
CREATE TABLE "bridge_cursor" (
    "bridge" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "bridge"),
    CONSTRAINT "bridge_cursor_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
