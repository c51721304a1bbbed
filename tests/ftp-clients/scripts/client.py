"""Does one thing with ftplib: client.py OPERATION HOST PORT USER PASSWORD DIRECTORY CERTIFICATE"""
import ftplib
import os
import ssl
import sys

operation, host, port, user, password, directory, certificate = sys.argv[1:]
ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=certificate)) if operation == "FTPS" else ftplib.FTP()
ftp.connect(host, int(port))
ftp.login(user, password)
if operation == "FTPS":
    ftp.prot_p()
ftp.cwd("/" + directory)


def store(command):
    with open("photo.jpg", "rb") as file:
        ftp.storbinary(command + " photo.jpg", file)


def retrieve(mode, rest=None):
    with open("photo.jpg", mode) as file:
        ftp.retrbinary("RETR photo.jpg", file.write, rest=rest)


if operation == "list":
    print(*(name for name, facts in ftp.mlsd()), *ftp.nlst())
elif operation in ("upload", "overwrite", "FTPS"):
    store("STOR")
elif operation == "append":
    store("APPE")
elif operation == "download":
    retrieve("wb")
elif operation == "resume":
    retrieve("ab", os.path.getsize("photo.jpg"))
elif operation == "rename":
    ftp.rename("photo.jpg", "renamed.jpg")
elif operation == "delete":
    ftp.delete("photo.jpg")
elif operation == "mkdir":
    ftp.mkd("made")
elif operation in ("rmdir", "rmdir full"):
    ftp.rmd("made")
elif operation == "missing":
    ftp.nlst("missing")
ftp.quit()
